"""`python -m adapters`: the names that --model takes."""

from adapters.load import registry
from adapters.scripted import SCRIPTS


def main() -> None:
    """Print every name with what it means."""
    rows = [(name, f"{entry['checkpoint']}: {entry['about']}") for name, entry in registry().items()]
    rows += [(f"scripted/{name}", "always the same answer") for name in SCRIPTS]
    rows += [
        ("recorded/FILE.jsonl", 'lines of {"sample", "response"}'),
        ("hf/OWNER/NAME", "any image-text-to-text checkpoint of the hub"),
        ("FOLDER", "any image-text-to-text checkpoint on disk"),
    ]
    for name, meaning in rows:
        print(f"{name:<20} {meaning}")


if __name__ == "__main__":
    main()
