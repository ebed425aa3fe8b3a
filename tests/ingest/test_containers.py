import gzip
import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from ingest import containers, landing
from pathways.errors import RefusedFileError


def zipped(members: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.fixture
def folder(home: Path) -> Iterator[Path]:
    with landing.staging() as staging:
        yield staging


def opened(file: Path, folder: Path) -> dict[str, bytes]:
    members = containers.open_container(file, file.name, folder)
    return {member.inside: member.staged.copy.read_bytes() for member in members}


def test_the_members_of_a_zip_come_out_without_what_operating_systems_leave_behind(home: Path, folder: Path):
    file = home / "year.zip"
    file.write_bytes(
        zipped({"b/neet.csv": b"1", "a.csv": b"2", "__MACOSX/._a.csv": b"x", ".DS_Store": b"x", "c/": b""})
    )
    assert containers.is_container(file, file.name)
    assert opened(file, folder) == {"a.csv": b"2", "b/neet.csv": b"1"}


def test_a_path_that_would_climb_out_of_its_folder_becomes_a_plain_name(home: Path, folder: Path):
    file = home / "evil.zip"
    file.write_bytes(zipped({"../../etc/cron.d/job": b"1", "/abs.csv": b"2"}))
    members = containers.open_container(file, file.name, folder)
    assert [(member.inside, member.staged.file_name) for member in members] == [
        ("etc/cron.d/job", "job"),
        ("abs.csv", "abs.csv"),
    ]


def test_a_zip_in_a_zip_is_opened_too_but_not_for_ever(home: Path, folder: Path):
    file = home / "deep.zip"
    inner = zipped({"x.csv": b"1"})
    file.write_bytes(zipped({"in.zip": inner, "y.csv": b"2"}))
    assert opened(file, folder) == {"in.zip/x.csv": b"1", "y.csv": b"2"}
    for _ in range(containers.DEEPEST):
        inner = zipped({"in.zip": inner})
    file.write_bytes(inner)
    with pytest.raises(RefusedFileError, match="more than 3 deep"):
        opened(file, folder)


def test_gzip_holds_one_file(home: Path, folder: Path):
    file = home / "neet.csv.gz"
    file.write_bytes(gzip.compress(b"a,b\n"))
    assert opened(file, folder) == {"neet.csv": b"a,b\n"}


def test_a_workbook_is_no_container(home: Path):
    file = home / "book"
    file.write_bytes(zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<w/>"}))
    assert not containers.is_container(file, file.name)


def test_a_zip_bomb_is_refused_by_its_ratio(home: Path, folder: Path):
    file = home / "bomb.zip"
    file.write_bytes(zipped({"zeros.csv": bytes(100 * 1024**2)}))
    with pytest.raises(RefusedFileError, match="200 times its size"):
        opened(file, folder)


def test_a_zip_bomb_in_layers_is_refused_by_its_total(home: Path, folder: Path):
    layer = zipped({"zeros.csv": bytes(20 * 1024**2)})
    file = home / "layers.zip"
    file.write_bytes(zipped({f"{number}.zip": layer for number in range(20)}))
    with pytest.raises(RefusedFileError, match="as a zip bomb does"):
        opened(file, folder)


def test_a_zip_that_unpacks_to_too_much_is_refused_by_size(home: Path, folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(containers, "MOST_BYTES", 1024)
    file = home / "large.zip"
    file.write_bytes(zipped({"a.csv": bytes(range(256)) * 5}))
    with pytest.raises(RefusedFileError, match="unpacks to more than"):
        opened(file, folder)


def test_a_zip_of_too_many_files_is_refused(home: Path, folder: Path):
    file = home / "many.zip"
    file.write_bytes(zipped({f"{number}.csv": b"" for number in range(containers.MOST_MEMBERS + 1)}))
    with pytest.raises(RefusedFileError, match="more than 2,000 files"):
        opened(file, folder)


def test_a_zip_with_a_password_is_refused(home: Path, folder: Path):
    content = bytearray(zipped({"a.csv": b"1"}))
    for header, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(header) + flags] |= 1
    file = home / "locked.zip"
    file.write_bytes(content)
    with pytest.raises(RefusedFileError, match="protected by a password"):
        opened(file, folder)


@pytest.mark.parametrize("damage", ["truncated", "scrambled", "empty"])
def test_a_damaged_or_empty_zip_is_refused_in_words(damage: str, home: Path, folder: Path):
    content = zipped({"a.csv": bytes(range(256)) * 40})
    file = home / "bad.zip"
    file.write_bytes(
        {
            "truncated": content[: len(content) // 2],
            "scrambled": content[:60] + b"\xff" * 20 + content[80:],
            "empty": zipped({}),
        }[damage]
    )
    assert containers.is_container(file, file.name)
    with pytest.raises(RefusedFileError, match=r"is damaged|holds no files"):
        opened(file, folder)
