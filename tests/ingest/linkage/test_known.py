"""Which records hold: the same whether all extracts are read at once or each as it comes, in any order."""

from __future__ import annotations

import random
from pathlib import Path

import polars as pl
import pytest

from ingest import pipeline
from ingest.linkage import known
from ingest.linkage.standardise import standardise
from ingest.linkage.state import State
from ingest.records.pseudonyms import pseudonyms
from pathways.database import Role, connect

SEN2 = (
    "persontableid,NativeId,personorderseqcolumn,sourceid,sen2tableid,surname,forename,personbirthdate,sex,ethnicity,"
    "postcode,upn,uniquelearnernumber,upnunknown"
)
TOKENS = "person_token,NINO,Surname,Forename,DateOfBirth,Sex,Postcode"
CLAIMS = "claim_id,household_token,person_token,claim_start,claim_end,la_code,jobcentre"


def sen2(folder: Path, year: int, *ids: str, version: int = 1) -> Path:
    rows = [f"{one},N,1,S,T{version},Example{one},Ann,2006-May-17 00:00:00,F,WBRI,BR1 7SS,,," for one in ids]
    return written(folder / f"v{version}" / f"sen2-{year}-person.csv", SEN2, rows)


def tokens(folder: Path, *ids: str) -> Path:
    rows = [f"{one},,Example{one},Ann,2003-05-17,F,BR1 7SS" for one in ids]
    return written(folder / "-".join(ids) / "identity.csv", TOKENS, rows)


def claims(folder: Path, month: str, *ids: str) -> Path:
    rows = [f"C{one},H{one},{one},2024-01-01,,E08000035,J" for one in ids]
    return written(folder / f"claims-{month}-{'-'.join(ids)}.csv", CLAIMS, rows)


def nccis(folder: Path, month: str, surname: str, postcode: str = "BR1 7SS") -> Path:
    path = folder / f"nccis-{month}-{surname}.xml"
    path.write_text(
        f'<NCCIS xmlns="DfE/NCCIS/2024-25"><Header><ReferenceDate>{month}-28</ReferenceDate></Header><YoungPerson>'
        f"<YoungPersonID>Y1</YoungPersonID><LACode>383</LACode><FamilyName>{surname}</FamilyName>"
        "<GivenName>Ann</GivenName><DateOfBirth>2007-10-22</DateOfBirth><Sex>F</Sex>"
        f"<Postcode>{postcode}</Postcode><SENDLevel>EHCP</SENDLevel>"
        "<CurrentActivityCode>460</CurrentActivityCode></YoungPerson></NCCIS>"
    )
    return path


def written(path: Path, head: str, rows: list[str]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    return path


def receive(*files: Path) -> None:
    assert {outcome.status for outcome in pipeline.receive(list(files))} == {"accepted"}


def key(reference: str) -> str:
    return pseudonyms(pl.Series([reference])).item()


def held() -> set[str]:
    return set(known.everyone(known.known()).records["source_record_key"])


def start() -> State:
    everything = known.known()
    changes = known.everyone(everything)
    return State(standardise(changes.records), sources=everything.sources, set_aside=changes.set_aside)


def go_on(state: State) -> State:
    """The state after what changed was joined to it, as `link_extract` joins it."""
    everything = known.known()
    told = known.changed(everything, state)
    assert told is not None
    before, changes = told
    new = standardise(changes.records)
    kept = before.standardised.join(new, on="source_record_key", how="anti").filter(
        ~pl.col("source_record_key").is_in(changes.superseded.implode())
    )
    records = pl.concat([kept, new]).sort("source_record_key")
    return State(records, sources=everything.sources, set_aside=changes.set_aside)


def test_who_is_in_last_year_s_return_and_not_in_this_year_s_is_still_known(home: Path):
    receive(sen2(home, 2024, "P1", "P2"), sen2(home, 2025, "P3"))
    assert held() == {key(f"sen2|{one}") for one in ("P1", "P2", "P3")}


def test_who_is_left_out_of_the_file_that_takes_the_place_of_another_is_no_longer_sent(home: Path):
    receive(sen2(home, 2024, "P1"), sen2(home, 2025, "P2", "P3"))
    state = start()
    receive(sen2(home, 2025, "P3", version=2))
    told = known.changed(known.known(), state)
    assert told is not None
    assert told[1].superseded.to_list() == [key("sen2|P2")]
    assert held() == {key("sen2|P1"), key("sen2|P3")}


def test_a_token_that_the_linker_s_later_file_leaves_out_holds_while_claims_under_it_are_in_use(home: Path):
    receive(tokens(home, "T1"), claims(home, "2025-02", "T1"), tokens(home, "T2"))
    assert held() == {key("dwp|T1"), key("dwp|T2")}
    state = start()
    receive(claims(home, "2025-08", "T2"))
    told = known.changed(known.known(), state)
    assert told is not None
    assert told[1].superseded.to_list() == [key("dwp|T1")]


def test_a_token_that_was_set_aside_is_known_again_once_a_claim_names_it(home: Path):
    receive(tokens(home, "T1"), tokens(home, "T2"))
    state = start()
    assert state.set_aside["source_record_key"].to_list() == [key("dwp|T1")]
    receive(claims(home, "2025-08", "T1"))
    state = go_on(state)
    assert set(state.standardised["source_record_key"]) == {key("dwp|T1"), key("dwp|T2")}
    assert state.set_aside.is_empty()


def test_the_latest_period_says_who_somebody_is_whatever_came_last(home: Path):
    receive(nccis(home, "2025-04", "Newer"), nccis(home, "2025-03", "Older"))
    assert known.everyone(known.known()).records["surname"].to_list() == ["Newer"]


def test_a_month_that_comes_late_tells_only_where_somebody_lived_before(home: Path):
    receive(nccis(home, "2025-04", "Newer"))
    state = start()
    receive(nccis(home, "2025-03", "Older", "DH1 3AX"))
    later = go_on(state).standardised
    assert later.select("surname", "postcode", "former_postcodes").rows() == [("NEWER", "BR17SS", ["DH13AX"])]


def test_a_ledger_that_lost_an_extract_is_not_the_one_that_the_state_knows(home: Path):
    receive(sen2(home, 2024, "P1"), sen2(home, 2025, "P2"))
    state = start()
    with connect(Role.OWNER) as owner, owner.cursor() as cursor:
        cursor.execute("delete from ledger.extract_coverage where coverage = '2025'")
    assert known.changed(known.known(), state) is None


@pytest.mark.parametrize("seed", range(4))
def test_in_any_order_extract_by_extract_comes_to_what_all_at_once_comes_to(home: Path, seed: int):
    files = [
        sen2(home, 2024, "P1", "P2"),
        sen2(home, 2025, "P2", "P3", "P4"),
        sen2(home, 2025, "P3", "P5", version=2),
        tokens(home, "T1", "T2"),
        tokens(home, "T2", "T3"),
        claims(home, "2025-02", "T1", "T3"),
        claims(home, "2025-08", "T1"),
        nccis(home, "2025-02", "Oldest", "DH1 3AX"),
        nccis(home, "2025-03", "Older", "CA1 1AB"),
        nccis(home, "2025-03", "Corrected", "BD1 1AD"),
        nccis(home, "2025-04", "Newer"),
    ]
    random.Random(seed).shuffle(files)
    receive(files[0])
    state = start()
    for file in files[1:]:
        receive(file)
        state = go_on(state)
        whole = start()
        assert state.standardised.equals(whole.standardised)
        assert state.set_aside.equals(whole.set_aside)
