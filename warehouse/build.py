"""One build of the warehouse: the lake registered and dbt run."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from pathways.database import Role, connect
from pathways.errors import BuildError
from pathways.settings import settings
from warehouse import dbt
from warehouse.engines import engine_named
from warehouse.marts import MART_KEYS, fingerprint, read_mart
from warehouse.project import Part, project_fingerprint

_BUT_NOT = ("path:models/staging", "resource_type:unit_test")
_RECORDS = "int_touched__person+"  # all that is made of records about people
_ALWAYS = "path:models/intermediate/record_feeds+"  # what came, and what is late
_CHANGES: dict[Part, str] = {"published": "source:raw+", "records": "source:records+"}
_ONE_BUILD_AT_A_TIME = 28_29_30  # key of an advisory lock: the recommendations the tracker answers


@dataclass(frozen=True)
class Built:
    """What one build made."""

    engine: str
    as_known_on: datetime
    rows: dict[str, int]
    extracts: int
    extracts_loaded: int
    rows_loaded: int
    tests_passed: int
    seconds: float
    seconds_by_step: dict[str, float]
    dbt_version: str
    person_key: str | None = None  # the fingerprint of the secret that the keys of persons are from

    @cached_property
    def hashes(self) -> dict[str, str]:
        """The fingerprint of each mart: read and worked out when first asked for, which takes as long as a small build.

        Raises:
            BuildError: another build has taken the place of this one.
        """
        if last_build(self.engine) != self:
            raise BuildError(
                "The marts are those of a later build.",
                why="What this build made is not there to be read any more.",
                fix="Ask for the hashes before building again.",
            )
        return {name: fingerprint(read_mart(name, self.engine)) for name in MART_KEYS}


def build(
    engine: str | None = None,
    as_known_on: datetime | None = None,
    progress: Callable[[str], None] | None = None,
) -> Built:
    """Build every mart from the lake, as the ledger stood at an instant. Safe to repeat; one build runs at a time.

    Args:
        engine: `postgres`, `duckdb` or `spark`; none: the one of the settings.
        as_known_on: an instant with its zone; none: now.
        progress: called with a few words as the work goes on.

    Raises:
        BuildError: an extract is missing from the lake, dbt failed, or one of its tests did.
        SecretError: the secret that the keys of persons were made with is gone or another.
    """
    engine = engine or settings().engine
    as_known_on = (as_known_on or datetime.now(UTC)).astimezone(UTC)
    started = time.monotonic()
    with one_build_at_a_time():
        _record(engine).unlink(missing_ok=True)
        registered = engine_named(engine).register(as_known_on)
        registered_at = time.monotonic()
        now: dict[Part, str] = {
            "project": f"{project_fingerprint()} {registered.person_key}",
            "published": f"{registered.published} {as_known_on.date()}",
            "records": f"{registered.records} {as_known_on.date()}",
            "linkage_run": registered.linkage_run or "",
        }
        ran = _run_dbt(engine, now, progress)
        built_at = time.monotonic()
        rows = engine_named(engine).count_rows(list(MART_KEYS))
        ended = time.monotonic()
        built = Built(
            engine=engine,
            as_known_on=as_known_on,
            rows=rows,
            extracts=registered.extracts,
            extracts_loaded=registered.extracts_loaded,
            rows_loaded=registered.rows_loaded,
            tests_passed=ran.tests_passed,
            seconds=round(ended - started, 2),
            seconds_by_step={
                "register": round(registered_at - started, 2),
                "dbt": round(built_at - registered_at, 2),
                "count": round(ended - built_at, 2),
            },
            dbt_version=ran.version,
            person_key=registered.person_key,
        )
        _record(engine).write_text(json.dumps(asdict(built), default=str, indent=2), encoding="utf-8")
    return built


def last_build(engine: str | None = None) -> Built:
    """What the last build made; the marts hold just that while `one_build_at_a_time` is held.

    Raises:
        BuildError: there was none, or the last one did not end well.
    """
    engine = engine or settings().engine
    try:
        kept = json.loads(_record(engine).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise BuildError(
            f"The warehouse on {engine} has not been built, or its last build did not end well.",
            why="Only tables that passed every test may be read for a release.",
            fix="Run `pathways build`; it says what is wrong.",
        ) from error
    told = {field.name: kept[field.name] for field in fields(Built)}
    return Built(**{**told, "as_known_on": datetime.fromisoformat(kept["as_known_on"])})


def read_as_known_on(text: str) -> datetime:
    """The instant a person means: an ISO date is the end of that day in UTC, a time without a zone is UTC.

    Raises:
        BuildError: it is neither.
    """
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise BuildError(
            f"“{text}” is not a date or time.",
            why="The build needs to know which extracts had arrived.",
            fix="Write it as 2025-06-30 or 2025-06-30T17:00:00+01:00.",
        ) from error
    if len(text) == len("2025-06-30"):
        instant = instant.replace(hour=23, minute=59, second=59, microsecond=999_999)
    return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC)


def _run_dbt(engine: str, now: dict[Part, str], progress: Callable[[str], None] | None) -> dbt.DbtRun:
    """Run all of the project, or, where it built everything here before, only what follows from what has changed.

    Seeds and views of staging change with the project alone; published figures with the published extracts and the day;
    what is made of records about people with the record-level extracts, the links and the day, and then for those
    people alone whom the change touches. After a build that did not end well everything is built. Unit tests are tests
    of its SQL and not of the data, so they run with the other tests of the code.
    """
    built_here = engine_named(engine)
    before = built_here.last_built()
    built_here.remember_built({})  # what a build that ends here has left of the old and the new cannot be told apart
    if before.get("project") == now["project"]:
        changed = [selection for part, selection in _CHANGES.items() if before.get(part) != now[part]]
        but_not = _BUT_NOT if before.get("records") != now["records"] else (*_BUT_NOT, _RECORDS)
        try:
            ran = dbt.run("build", engine, "--select", _ALWAYS, *changed, "--exclude", *but_not, progress=progress)
        except dbt.FailedTestError:
            raise
        except BuildError:
            pass  # someone may have dropped what was relied on: once more, with everything
        else:
            built_here.remember_built(now)
            return ran
    # A list whose columns changed is made anew only by a full refresh.
    ran = dbt.run("build", engine, "--full-refresh", "--exclude-resource-type", "unit_test", progress=progress)
    built_here.remember_built(now)
    return ran


def sentence(built: Built) -> str:
    """What a build made, for a person."""
    return (
        f"Built on {built.engine} from {built.extracts} extracts, {built.extracts_loaded} of them new, "
        f"in {built.seconds} seconds: {built.rows['fct_official_statistic']:,} statistics; "
        f"{built.tests_passed} tests passed."
    )


def _record(engine: str) -> Path:
    """Where the last build is written down; absent while one is at work and after one that failed."""
    return settings().home / "dbt" / engine / "built.json"


@contextmanager
def one_build_at_a_time() -> Iterator[None]:
    """Hold a lock of the database, so that two builds never write the same tables; it goes with the connection."""
    with connect(Role.BUILD) as connection, connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", (_ONE_BUILD_AT_A_TIME,))
        connection.commit()
        yield
