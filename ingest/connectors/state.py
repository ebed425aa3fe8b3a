"""What is remembered of each feed, in PostgreSQL, so that any machine asks only for what is new."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pathways.database import Role, connect

if TYPE_CHECKING:
    from psycopg2.extensions import connection

    from ingest.connectors.feed import PullResult, Seen


@dataclass(frozen=True)
class Remembered:
    """The last good pull of a feed: what its source said, and the hash of the file."""

    seen: Seen
    sha256: str | None


class Memory:
    """One feed's memory, held by this process alone. Get it from `held`."""

    def __init__(self, database: connection, feed: str) -> None:
        self._database = database
        self._feed = feed

    def read(self) -> Remembered:
        """What the last good pull left behind; empty before the first."""
        with self._database.cursor() as cursor:
            cursor.execute("select seen, sha256 from ledger.feed_state where feed = %s", (self._feed,))
            row = cursor.fetchone()
        return Remembered(row[0], row[1]) if row else Remembered({}, None)

    def write(self, result: PullResult, seen: Mapping[str, str] | None = None, sha256: str | None = None) -> None:
        """Record a pull. `seen` replaces what was remembered, `sha256` is given for a new file only."""
        with self._database.cursor() as cursor:
            cursor.execute(
                "insert into ledger.feed_state as f (feed, seen, sha256, file_name, pulled_at, outcome, problem)"
                " values (%(feed)s, coalesce(%(seen)s::jsonb, '{}'), %(sha256)s, %(file)s,"
                "         case when %(sha256)s::text is not null then clock_timestamp() end,"
                "         %(outcome)s, %(problem)s::jsonb)"
                " on conflict (feed) do update set"
                " seen = coalesce(%(seen)s::jsonb, f.seen), sha256 = coalesce(excluded.sha256, f.sha256),"
                " file_name = coalesce(excluded.file_name, f.file_name),"
                " pulled_at = coalesce(excluded.pulled_at, f.pulled_at),"
                " checked_at = excluded.checked_at, outcome = excluded.outcome, problem = excluded.problem",
                {
                    "feed": self._feed,
                    "seen": None if seen is None else json.dumps(dict(seen)),
                    "sha256": sha256,
                    "file": result.file.name if result.file else None,
                    "outcome": result.outcome,
                    "problem": None if result.problem is None else json.dumps(dict(result.problem)),
                },
            )


@contextmanager
def held(feed: str) -> Iterator[Memory | None]:
    """The memory of a feed while no other process pulls it; None when one does."""
    with connect(Role.INGEST) as database:
        database.autocommit = True
        with database.cursor() as cursor:
            cursor.execute("select pg_try_advisory_lock(hashtext('feed'), hashtext(%s))", (feed,))
            (mine,) = cursor.fetchone() or (False,)
            yield Memory(database, feed) if mine else None
            # The end of the connection lets go too, but only once the server notices: the next pull may be sooner.
            if mine:
                cursor.execute("select pg_advisory_unlock(hashtext('feed'), hashtext(%s))", (feed,))
