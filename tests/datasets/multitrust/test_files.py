"""Reading is checked: whatever is wrong with a file, one line says which file, which row and what was expected."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from fixtures.datasets.multitrust import files
from fixtures.types import DataError

FaultOf = Callable[[Callable[[], object]], str]
HERE = "labels, row 7"


def test_rows_of_a_json_list_know_their_place(tmp_path: Path) -> None:
    """Rows come in file order and count from 1."""
    (tmp_path / "a.json").write_text('[{"q": "x"}, {"q": "y", "more": 1}]')

    rows = files.read_json_list(tmp_path / "a.json", ["q"])

    assert [(row.number, row.text("q")) for row in rows] == [(1, "x"), (2, "y")]
    assert rows[1].where == f"{tmp_path}/a.json, row 2"


def test_json_lines_skip_blank_lines_and_count_them(tmp_path: Path) -> None:
    """A row's number is its line, so that an editor finds it; a line separator inside a string is no line break."""
    (tmp_path / "a.json").write_text('{"q": "x"}\r\n\n{"q": "y\u2028z"}\n\n', encoding="utf-8", newline="")

    assert [(row.number, row.text("q")) for row in files.read_json_lines(tmp_path / "a.json", ["q"])] == [(1, "x"), (3, "y\u2028z")]


def test_csv_keeps_commas_quotes_and_line_breaks_in_cells(tmp_path: Path) -> None:
    """Rows are numbered without the header; the line is named too, because a cell may span several."""
    (tmp_path / "a.csv").write_text('id, q\n1,"a, ""b""\nc"\n,\n2, d\n', encoding="utf-8")

    rows = files.read_csv(tmp_path / "a.csv", ["id", "q"])

    assert [(row.number, row.cells) for row in rows] == [(1, {"id": "1", "q": 'a, "b"\nc'}), (3, {"id": "2", "q": "d"})]
    assert rows[1].where == f"{tmp_path}/a.csv, row 3 (line 5)"


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"], ids=["plain", "BOM"])
def test_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path: Path, bom: bytes) -> None:
    """Spreadsheets write one in front of the header."""
    (tmp_path / "a.csv").write_bytes(bom + "id,q\n1,Café\n".encode())
    (tmp_path / "a.json").write_bytes(bom + '[{"q": "Café"}]'.encode())
    (tmp_path / "b.json").write_bytes(bom + '{"q": "Café"}'.encode())

    assert files.read_csv(tmp_path / "a.csv", ["id"])[0].text("q") == "Café"
    assert files.read_json_list(tmp_path / "a.json", ["q"])[0].text("q") == "Café"
    assert files.read_json_lines(tmp_path / "b.json", ["q"])[0].text("q") == "Café"


@pytest.mark.parametrize(
    ("content", "place", "expected"),
    [
        (b"", "", "at least one row"),
        (b" \r\n\n", "", "at least one row"),
        (b"\xef\xbb\xbf", "", "at least one row"),
        (b"id,q\n", "", "at least one row"),
        (b"id,q\n,\n", "", "at least one row"),
        (b"id\n1\n", ", header", "the columns id, q"),
        (b"id;q\n1;2\n", ", header", "the columns id, q"),
        (b'{"id": 1, "q": "x"}\n', ", header", "a comma between cells"),
        (b"id,q\n1,a\n2\n", ", row 2 (line 3)", "2 cells, as in the header"),
        (b"id,q\n1,a,b\n", ", row 1 (line 2)", "2 cells, as in the header"),
        (b'id,q\n1,a\n2,"b\n3,c\n', ", row 2 (line 3)", "every quote closed"),
        (b"id,q\n1," + b"x" * 200_000 + b"\n", ", row 1 (line 2)", "field larger than field limit"),
        (b"id,q\n1,a\n2,Caf\xe9\n", ", row 2 (line 3)", r"Caf\udce9', which is not UTF-8; expected UTF-8"),
        ("id,q\n1,a\n".encode("utf-16"), ", row 1", "UTF-8"),
    ],
)
def test_faults_of_a_csv(tmp_path: Path, fault_of: FaultOf, content: bytes, place: str, expected: str) -> None:
    """Each names the file, the row where there is one, and what was expected."""
    file = tmp_path / "a.csv"
    file.write_bytes(content)

    message = fault_of(lambda: files.read_csv(file, ["id", "q"]))

    assert message.startswith(f"{file}{place}: found ")
    assert expected in message


@pytest.mark.parametrize(
    ("content", "place", "expected"),
    [
        (b"", "", "at least one row"),
        (b"[]", "", "at least one row"),
        (b'[{"q": "x"}', "", "one JSON list"),
        (b'{"q": "x"}', "", "one JSON list"),
        (b'{"q": "x"}\n{"q": "y"}', "", "not an object a line"),
        (b"[" * 100_000, "", "one JSON list"),
        (b'[{"q": "x"}, {"Q": "y"}]', ", row 2", "found the keys Q; expected the keys q"),
        (b'[{"q": "x"}, "y"]', ", row 2", "an object with the keys q"),
        (b'[{"q": "x"}, {"q": "Caf\xe9"}]', ", row 2", "UTF-8"),
        (rb'[{"q": "\ud83d"}]', ", row 1", "UTF-8"),
    ],
)
def test_faults_of_a_json_list(tmp_path: Path, fault_of: FaultOf, content: bytes, place: str, expected: str) -> None:
    """Each names the file, the row where there is one, and what was expected."""
    file = tmp_path / "a.json"
    file.write_bytes(content)

    message = fault_of(lambda: files.read_json_list(file, ["q"]))

    assert message.startswith(f"{file}{place}: found ")
    assert expected in message


@pytest.mark.parametrize(
    ("content", "place", "expected"),
    [
        (b"\n", "", "at least one row"),
        (b'[{"q": "x"}, {"q": "y"}]', ", row 1", "one JSON object a line (not one JSON list)"),
        (b'[\n  {"q": "x"}\n]', ", row 1", "one JSON object a line (not one JSON list)"),
        (b'{"q": "x"}\n{"q": "y"\n', ", row 2", "one JSON object a line"),
        (b'{"q": "x"}\n\n{"p": "y"}\n', ", row 3", "the keys q"),
        (b'{"q": "x"}\n7\n', ", row 2", "an object with the keys q"),
        (b'{"q": "x"}\n{"q": "\xff"}\n', ", row 2", "UTF-8"),
    ],
)
def test_faults_of_json_lines(tmp_path: Path, fault_of: FaultOf, content: bytes, place: str, expected: str) -> None:
    """Each names the file, the row where there is one, and what was expected."""
    file = tmp_path / "a.json"
    file.write_bytes(content)

    message = fault_of(lambda: files.read_json_lines(file, ["q"]))

    assert message.startswith(f"{file}{place}: found ")
    assert expected in message


@pytest.mark.parametrize("read", [files.read_csv, files.read_json_list, files.read_json_lines])
@pytest.mark.parametrize("name", ["absent.csv", "."], ids=["absent", "a folder"])
def test_a_file_that_cannot_be_read(tmp_path: Path, fault_of: FaultOf, read: Callable[..., object], name: str) -> None:
    """A missing annotation file is an error, never an empty task."""
    assert fault_of(lambda: read(tmp_path / name, ["q"])).startswith(f"{tmp_path / name}: found no readable file")


@given(st.binary(max_size=200))
def test_no_bytes_get_past_the_readers_but_rows_and_data_errors(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    """Whatever stands in a file, a reader returns rows that hold the keys, or raises a DataError of one printable line."""
    file = tmp_path_factory.getbasetemp() / "any"
    file.write_bytes(content)
    for read in (files.read_csv, files.read_json_list, files.read_json_lines):
        try:
            message = ""
            assert all("q" in row.cells for row in read(file, ["q"]))
        except DataError as error:
            message = str(error)
        assert len(message.encode().decode().splitlines()) <= 1  # a lone surrogate would not encode


@pytest.mark.parametrize("value", ["", "  \n", None, 7, True, ["x"]])
def test_a_cell_without_words(fault_of: FaultOf, value: object) -> None:
    """Text is never made up from a number, nothing, or a list."""
    assert fault_of(lambda: files.Row(HERE, 7, {"q": value}).text("q")) == " ".join(f"{HERE}: found q = {value!r}; expected text".split())


@pytest.mark.parametrize("value", ["", [], [""], ["x", " "], ["x", 7], None, 7, {"a": "b"}])
def test_a_cell_without_strings(fault_of: FaultOf, value: object) -> None:
    """An empty string would match every answer, so a list may hold none."""
    assert fault_of(lambda: files.Row(HERE, 7, {"q": value}).texts("q")).endswith("expected a list of strings")


def test_a_bare_string_is_a_list_of_one() -> None:
    """Else its letters would be the list's items."""
    assert files.Row(HERE, 7, {"q": "abc"}).texts("q") == ["abc"]


def test_long_values_are_cut_in_messages() -> None:
    """A line stays a line that fits a screen or two."""
    assert len(files.shown("x" * 10_000)) <= 80


@given(st.lists(st.integers(0, 10**12), unique=True))
def test_natural_order_is_the_order_of_the_numbers(numbers: list[int]) -> None:
    """`noise2` stands before `noise10`."""
    names = sorted((f"noise{number}.png" for number in numbers), key=files.natural)

    assert names == [f"noise{number}.png" for number in sorted(numbers)]


@given(st.lists(st.text(max_size=8), max_size=8), st.randoms(use_true_random=False))
def test_natural_order_does_not_depend_on_the_order_found(names: list[str], rng: Random) -> None:
    """Directory order never reaches a sample."""
    shuffled = rng.sample(names, len(names))

    assert sorted(names, key=files.natural) == sorted(shuffled, key=files.natural)


@pytest.mark.parametrize("inner", ["", "data"])
def test_home_is_the_folder_or_the_data_folder_in_it(tmp_path: Path, inner: str) -> None:
    """Users may give either."""
    (tmp_path / inner / "safety").mkdir(parents=True)

    assert files.home(tmp_path, "safety") == tmp_path / inner


def test_no_home(tmp_path: Path, fault_of: FaultOf) -> None:
    """The message says which folder was looked for, and where."""
    assert fault_of(lambda: files.home(tmp_path, "safety")).startswith(f"{tmp_path}: found no folder safety/; expected the folder of ")


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "sub/b.png", "./a.png", "sub/../a.jpg", "c.webp", "d.gif", "e.bmp"])
def test_a_whole_picture(tmp_path: Path, name: str) -> None:
    """It can be looked at, and its key is the SHA-256 of its file."""
    (tmp_path / "sub").mkdir()
    Image.new("RGB", (5, 4), "teal").save(tmp_path / name)

    picture = files.picture(tmp_path, name, HERE)

    assert picture.look().size == (5, 4)
    assert picture.key == hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()
    assert picture.file == (tmp_path / name).resolve()


def test_a_turned_picture_is_fine(tmp_path: Path) -> None:
    """EXIF orientation is no fault."""
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (5, 4)).save(tmp_path / "a.jpg", exif=exif)

    assert files.picture(tmp_path, "a.jpg", HERE).look().size == (5, 4)


def test_a_picture_is_found_from_any_working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A relative --data goes on working when something changes the directory."""
    Image.new("RGB", (5, 4)).save(tmp_path / "a.png")
    monkeypatch.chdir(tmp_path)
    picture = files.picture(Path("."), "a.png", HERE)

    monkeypatch.chdir("/")

    assert picture.look().size == (5, 4)


@pytest.mark.parametrize("share", [0, 0.01, 0.2, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("kind", ["png", "jpeg"])
def test_a_picture_cut_short(tmp_path: Path, fault_of: FaultOf, request: pytest.FixtureRequest, kind: str, share: float) -> None:
    """Empty and half-downloaded files are faults at load time, not in the middle of a run."""
    whole = request.getfixturevalue(kind)
    (tmp_path / "a.jpg").write_bytes(whole[: int(share * len(whole))])

    message = fault_of(lambda: files.picture(tmp_path, "a.jpg", HERE))

    assert message.startswith(f"{HERE}: found 'a.jpg' ")
    assert f"picture in {tmp_path}" in message


def test_a_png_with_a_flipped_bit(tmp_path: Path, fault_of: FaultOf, png: bytes) -> None:
    """Checksums find it."""
    (tmp_path / "a.png").write_bytes(png[:500] + bytes([png[500] ^ 1]) + png[501:])

    assert fault_of(lambda: files.picture(tmp_path, "a.png", HERE)).startswith(f"{HERE}: found 'a.png' broken")


@pytest.mark.parametrize("content", [b"<html>not found</html>", b"version https://git-lfs.github.com/spec/v1\n", b"\x89PNG\r\n\x1a\n"])
def test_no_picture_at_all(tmp_path: Path, fault_of: FaultOf, content: bytes) -> None:
    """Error pages and pointer files, which downloads leave behind."""
    (tmp_path / "a.png").write_bytes(content)

    assert fault_of(lambda: files.picture(tmp_path, "a.png", HERE)).startswith(f"{HERE}: found 'a.png' ")


@pytest.mark.parametrize(
    "name", ["../secret.png", "sub/../../secret.png", "link.png", "linked/secret.png", "{outside}/secret.png", "{root}/inside.png"]
)
def test_a_path_that_leads_outside(tmp_path: Path, fault_of: FaultOf, name: str) -> None:
    """Climbing, links and absolute paths: a data file may not name pictures elsewhere on the machine."""
    root, outside = tmp_path / "root", tmp_path
    (root / "sub").mkdir(parents=True)
    for path in (outside / "secret.png", root / "inside.png"):
        Image.new("RGB", (5, 4)).save(path)
    os.symlink(outside / "secret.png", root / "link.png")
    os.symlink(outside, root / "linked")

    message = fault_of(lambda: files.picture(root, name.format(outside=outside, root=root), HERE))

    assert message.startswith(f"{HERE}: found '")
    assert f"leads outside {root}; expected a picture inside that folder" in message


def test_the_root_itself_may_be_a_link(tmp_path: Path) -> None:
    """Data often live on another disk."""
    (tmp_path / "disk").mkdir()
    Image.new("RGB", (5, 4)).save(tmp_path / "disk" / "a.png")
    os.symlink(tmp_path / "disk", tmp_path / "root")

    assert files.picture(tmp_path / "root", "a.png", HERE).look().size == (5, 4)


@pytest.mark.parametrize("name", ["absent.png", ".", "sub", "a\0b.png", "x" * 5000, "circle.png", "two\nlines.png", "caf\udce9.png"])
def test_a_path_to_nothing(tmp_path: Path, fault_of: FaultOf, name: str) -> None:
    """Each is a fault of one printable line, whatever the operating system says of such a name."""
    (tmp_path / "sub").mkdir()
    os.symlink("circle.png", tmp_path / "circle.png")

    message = fault_of(lambda: files.picture(tmp_path, name, HERE))

    assert message.startswith(f"{HERE}: found ")
    assert f"expected a picture in {tmp_path}" in message
    assert message.encode()


def test_an_unreadable_picture(tmp_path: Path, fault_of: FaultOf, monkeypatch: pytest.MonkeyPatch, png: bytes) -> None:
    """A file without permission is a fault like any other."""
    (tmp_path / "a.png").write_bytes(png)
    monkeypatch.setattr(Path, "read_bytes", lambda self: (_ for _ in ()).throw(PermissionError(13, "Permission denied")))

    assert "Permission denied" in fault_of(lambda: files.picture(tmp_path, "a.png", HERE))


@pytest.mark.parametrize("kind", ["png", "jpeg"])
def test_any_cut_is_noticed_or_harmless(tmp_path: Path, request: pytest.FixtureRequest, kind: str) -> None:
    """What passes the check can be looked at: no cut leaves a picture that fails later, in the middle of a run."""
    whole = request.getfixturevalue(kind)
    for cut in range(1, len(whole), 97):
        (tmp_path / "a.img").write_bytes(whole[:-cut])
        try:
            picture = files.picture(tmp_path, "a.img", HERE)
        except DataError:
            continue
        assert picture.look().size == (64, 64)
