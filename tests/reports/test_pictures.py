"""Pictures inside the page, and links to those beside it."""

import base64
from pathlib import Path

import pytest

from reports.pictures import inlined

PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABh6FO1AAAAABJRU5ErkJggg==")
INLINE = "data:image/png;base64," + base64.b64encode(PNG).decode()


def test_linked_pictures_have_safe_addresses(tmp_path: Path) -> None:
    """Odd letters in a file's name stay part of the name."""
    name = 'a b#c?d%e&"<ü.png'
    (tmp_path / name).write_bytes(PNG)
    assert inlined([name], tmp_path, 0) == {name: "a%20b%23c%3Fd%25e%26%22%3C%C3%BC.png"}


@pytest.mark.parametrize(
    "path",
    [
        "missing.png",
        "../secret.png",
        "{folder}/../secret.png",
        "{folder}/here.png",
        "https://evil.example/x.png",
        "link.png",
        "notes.png",
        "nul\0.png",
        "x" * 5000,
        "",
        ".",
        "\ud800",
    ],
    ids=lambda path: ascii(path)[:30],
)
def test_a_picture_that_is_not_ours_is_missing(path: str, tmp_path: Path) -> None:
    """No file from elsewhere on this machine, and nothing that is no picture, gets into a page that is passed around."""
    folder = tmp_path / "run"
    folder.mkdir()
    (tmp_path / "secret.png").write_bytes(PNG)
    (folder / "here.png").write_bytes(PNG)
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    (folder / "notes.png").write_text("the password is ...")
    path = path.replace("{folder}", str(folder))
    assert inlined([path, "here.png"], folder, 10_000) == {path: None, "here.png": INLINE}
