import hashlib
import io
from pathlib import Path

import pytest

from ingest import landing


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("neet.csv", "neet.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\exports\\Q1 figures.xlsx", "Q1 figures.xlsx"),
        (".bashrc", "bashrc"),
        ("a\x1b[31mred\n.csv", "a_[31mred_.csv"),
        ("a\u202egnp.csv", "a_gnp.csv"),
        ("what?*.csv", "what__.csv"),
        ("...", "unnamed"),
        ("", "unnamed"),
        ("Ynys Môn.csv", "Ynys Môn.csv"),
    ],
)
def test_a_senders_file_name_cannot_mislead(sent: str, kept: str):
    assert landing.safe_name(sent) == kept


def test_a_long_name_keeps_its_ending():
    name = landing.safe_name("é" * 300 + ".csv")
    assert name.endswith("é.csv")
    assert len(name.encode()) <= landing.LONGEST_NAME


def test_the_same_bytes_and_name_share_one_landed_file(home: Path):
    (home / "a.csv").write_text("x")
    first, second = landing.land_file(home / "a.csv"), landing.land_file(home / "a.csv")
    assert first == second
    assert first.sha256 == hashlib.sha256(b"x").hexdigest()
    assert landing.landed_file(first.landing_path).read_text() == "x"


def test_staging_stops_one_byte_beyond_what_is_allowed(home: Path):
    with landing.staging() as folder:
        assert landing.stage(io.BytesIO(b"x" * 5000), "big.csv", folder, most=1000).size_bytes == 1001


@pytest.mark.parametrize(
    "content",
    [b"surname;forename\nExample;Ann\n", b"NINO,Name\nAB123456C,Ann\n", b"edukey,TaxYear,Earnings\nK1,2023/24,1\0\n"],
    ids=["semicolons", "of no contract", "unreadable"],
)
def test_what_no_contract_knows_lands_where_its_owner_alone_can_look(home: Path, tmp_path: Path, content: bytes):
    file = tmp_path / "people.csv"
    file.write_bytes(content)
    landed = landing.land_file(file)
    assert (home / "identity" / "landing" / landed.landing_path).read_bytes() == content
    assert not (home / "landing" / landed.landing_path).exists()
