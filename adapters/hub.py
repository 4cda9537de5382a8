"""The Hugging Face hub, or the one that HF_ENDPOINT names: which commit a checkpoint's revision stands for."""

import re
from functools import cache
from pathlib import Path

COMMIT = re.compile("[0-9a-f]{40}")
MAIN = "main"
SECONDS = 20.0


class HubError(Exception):
    """Raised when the hub cannot say it; the message is one line with the reason, and what to do."""


def ask_commit(checkpoint: str, revision: str = MAIN) -> str:
    """The commit that a branch, a tag or a pull request holds now, as the hub says. Raises HubError."""
    import httpx2  # what huggingface_hub asks with; both load only for those who need them
    from huggingface_hub import HfApi
    from huggingface_hub.errors import OfflineModeIsEnabled

    api = HfApi()
    try:
        found = api.model_info(checkpoint, revision=revision, timeout=SECONDS, expand=["sha"]).sha or ""
    except OfflineModeIsEnabled:
        raise HubError("HF_HUB_OFFLINE is set, and only the hub can tell; unset it") from None
    except httpx2.HTTPError as error:
        raise HubError(_why(error, api.endpoint, checkpoint, revision)) from None
    except (ValueError, TypeError) as error:
        raise HubError(f"{api.endpoint} gave no answer that a hub gives ({str(error).splitlines()[0]}); is HF_ENDPOINT right?") from None
    if not COMMIT.fullmatch(found):
        raise HubError(f"{api.endpoint} names no commit for {revision}; is HF_ENDPOINT right?")
    return found


def _why(error: Exception, endpoint: str, checkpoint: str, revision: str) -> str:
    from huggingface_hub.errors import GatedRepoError, HfHubHTTPError, RepositoryNotFoundError, RevisionNotFoundError

    if isinstance(error, GatedRepoError):
        return f"gated; accept its licence at {endpoint}/{checkpoint}, and set HF_TOKEN"
    if isinstance(error, RepositoryNotFoundError):
        return f"{endpoint} has no such checkpoint, or shows it only to those who set HF_TOKEN"
    if isinstance(error, RevisionNotFoundError):
        return f"it has no revision {revision}; {endpoint}/{checkpoint}/tree/main lists them"
    if isinstance(error, HfHubHTTPError):
        return f"{endpoint} answered {error.response.status_code}; try again later"
    return f"{endpoint} cannot be reached ({type(error).__name__}); is there a network?"


def commit_of(checkpoint: str, revision: str | None) -> str | None:
    """The commit in effect, the same for as long as this process runs: asked once, or without a network as it was last downloaded.

    None for a folder, and for what the hub does not give and nobody downloaded; loading it says why.
    """
    if Path(checkpoint).is_dir():
        return None
    try:
        return _resolved(checkpoint, revision or MAIN)
    except (OSError, ValueError):
        return None


@cache
def _resolved(checkpoint: str, revision: str) -> str:
    """A file of every checkpoint is looked up as transformers would: that leaves a note of the commit for when there is no network."""
    from huggingface_hub import hf_hub_download

    if COMMIT.fullmatch(revision):
        return revision
    file = hf_hub_download(checkpoint, "config.json", revision=revision)
    return Path(file).parent.name
