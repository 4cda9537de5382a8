"""A key is sent to its endpoint, and is in nothing that a run prints or leaves."""

import pytest

from tests.adapters.endpoints.server import Body, Reply, Server, completion
from tests.engine.conftest import SAID, Project

KEY = "sk-planted-9f2c71d04be8"


def quoting(status: int) -> Reply:
    """What some providers do: the key that they were sent, in the error."""
    return Reply({"error": {"message": f"Incorrect API key provided: {KEY}. You sent 'Bearer {KEY}'."}}, status)


def left(project: Project) -> dict[str, bytes]:
    """Every file of the project but the run's own source."""
    return {str(file): file.read_bytes() for file in project.pytester.path.rglob("*") if file.is_file() and file.suffix != ".py"}


@pytest.mark.parametrize(("status", "workers"), [(200, []), (400, []), (401, ["-n2"])])
def test_a_key_is_in_nothing_that_a_run_leaves(project: Project, monkeypatch: pytest.MonkeyPatch, status: int, workers: list[str]) -> None:
    """Neither terminal, reports, cache nor pytest's own files; not even when the endpoint's error quotes it."""

    def script(request: Body, count: int) -> Reply:
        return Reply(completion("yes")) if status == 200 else quoting(status)

    monkeypatch.setenv("TRUST_API_KEY", KEY)
    project.write(SAID)
    with Server(script) as server:
        result = project.run("-rA", "-vv", "--limit=4", *workers, model=f"{server.url}#tiny")
        assert server.requests
    assert result.ret == (0 if status == 200 else 6)
    if status != 200:
        assert all("Incorrect API key provided" in sample["responses"][0]["error"] for sample in project.results["samples"])
    files = left(project)
    assert any(name.endswith("results.json") for name in files)
    assert [name for name, content in files.items() if KEY.encode() in content] == []
    assert KEY not in result.stdout.str() + result.stderr.str()
