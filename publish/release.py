"""From candidate to release: gates, files, sign-off and the step that lets the page show it.

A release passes through four states: *candidate* (its files and manifest are kept; a gate stopped it, or its publisher
was stopped), *held* (every gate passed; it waits for sign-off), *released* (the page shows it), *withdrawn* (only the
ledger and its files keep it). Its files are written first and its tables filled from them, so what the page shows is
what the manifest proves. A run that is killed leaves the page as it was; the next one takes up its work.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pathways import database
from pathways.errors import ReleaseError
from pathways.settings import settings
from publish import files, folders, remains, restricted, store
from publish.candidate import Candidate, read_candidate
from publish.folders import release_folder
from publish.gates import result
from publish.manifest import manifest_of, reasons_of, stopping_reasons
from publish.protection import small_counts_stay_unknown_over_time
from publish.store import Release

if TYPE_CHECKING:
    from psycopg2.extensions import connection


@dataclass(frozen=True)
class Published:
    """What publishing came to.

    `state` is that of the release named; `reasons` say why it is not released, `warnings` what to know all the same;
    `changed` is false when there was nothing new: the release named then already says it.
    """

    release_id: str
    state: str
    reasons: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    changed: bool = True

    @property
    def sentence(self) -> str:
        """What happened, for a person."""
        if not self.changed:
            return {
                "released": f"Nothing new: release {self.release_id} already says it.",
                "held": f"Nothing new: release {self.release_id} says it and waits for sign-off.",
                "candidate": f"Nothing new: candidate {self.release_id} says it and was stopped:",
                "withdrawn": f"Release {self.release_id} is withdrawn.",
            }[self.state]
        return {
            "released": f"Release {self.release_id} is out.",
            "held": f"Release {self.release_id} waits for sign-off: `pathways release approve {self.release_id}`.",
            "candidate": f"Candidate {self.release_id} was stopped and kept; the page is unchanged:",
            "withdrawn": f"Release {self.release_id} is withdrawn and no longer on the page.",
        }[self.state]


def publish(engine: str | None = None) -> Published:
    """Release what the last build made, hold it for sign-off, or keep it with the reasons why it may not be released.

    Safe to repeat and to run twice at once: when nothing changed since the release on the page, no other is made.

    Args:
        engine: `postgres`, `duckdb` or `spark`; none: the one of the settings.

    Raises:
        BuildError: nothing was built, or the last build failed.
        ReleaseError: the files could not be written, or are no longer those that were written.
    """
    with store.publisher() as connection:
        return release_candidate(connection, read_candidate(engine))


def release_candidate(connection: connection, candidate: Candidate) -> Published:
    """As `publish`, of a candidate that was read already.

    Args:
        connection: of `store.publisher()`, so that no other publisher is at work.
        candidate: what the warehouse holds and what the gates say of it.

    Raises:
        ReleaseError: the files could not be written, or are no longer those that were written.
    """
    folders.recover(connection)
    known = store.releases(connection)
    candidate = _beside_all_before(known, _beside_the_page(connection, known, candidate))
    reasons = [*candidate.reasons, *_looks_back(known, candidate.build.as_known_on)]
    with folders.writing() as folder:
        written = files.write_tables(folder, candidate.tables)
        release = _already(known, files.content_hash(written), reasons)
        is_new = release is None
        if release is None:
            manifest = manifest_of(folders.next_id(known), candidate, written)
            if candidate.protection.secrets:
                restricted.keep(manifest["release_id"], candidate.protection.tables.values())
            files.keep(folder, manifest, release_folder(manifest["release_id"]))
            release = store.record(connection, manifest, reasons)
    state, reasons = release.state, release.reasons
    if state == "withdrawn":
        withdrawn_on = f"{release.state_changed_at:%-d %B %Y}"
        reasons = [f"These figures were withdrawn on {withdrawn_on}; only approving that release brings them back."]
    elif state != "released" and not reasons:
        state = "held" if settings().release == "approve" else "released"
        if state == "released":
            _show(connection, release)
        elif release.state != "held":
            store.set_state(connection, release.release_id, "held")
    changed = is_new or state != release.state
    return Published(release.release_id, state, reasons, candidate.warnings, changed)


def approve(release_id: str, anyway: str | None = None) -> Published:
    """Sign off a held release, or bring back a withdrawn one: the page shows it.

    Args:
        release_id: the release.
        anyway: why a candidate may go out although figures on the page are gone from it; its manifest keeps the reason.
            No other gate can be passed so.

    Raises:
        ReleaseError: there is no such release, a gate stopped it, a newer one is out, or its files were changed.
    """
    with store.publisher() as connection:
        known = store.releases(connection)
        release = find(known, release_id)
        if release.state == "released":
            return Published(release_id, "released", changed=False)
        may_go_anyway = release.reasons == reasons_of(release.manifest, remains.GATE)
        if release.reasons and not (may_go_anyway and anyway and anyway.strip()):
            raise _stopped(release, may_go_anyway=may_go_anyway)
        if older_than_the_page := _looks_back(known, release.as_known_on):
            raise ReleaseError(
                older_than_the_page[0],
                why="The page shows the release that came last, and would go back to older figures.",
                fix="Withdraw the newer release first if it is the one that is wrong.",
            )
        if release.reasons and anyway:
            release = _let_past(connection, release, anyway.strip())
        _show(connection, release)
    return Published(release_id, "released")


def withdraw(release_id: str) -> Published:
    """Take a release off the page, or a held one out of the queue. Its files and its place in the ledger stay.

    Raises:
        ReleaseError: there is no such release.
    """
    with store.publisher() as connection:
        release = find(store.releases(connection), release_id)
        if release.state == "withdrawn":
            return Published(release_id, "withdrawn", changed=False)
        store.hide(connection, release_id)
    return Published(release_id, "withdrawn")


def list_releases() -> list[Release]:
    """Every release there is or was, the newest first."""
    with database.connect(database.Role.PUBLISH) as connection:
        return store.releases(connection)


def _beside_the_page(connection: connection, known: list[Release], candidate: Candidate) -> Candidate:
    """The candidate, compared with the release on the page; one that looks back is not meant to take its place."""
    page = next((each for each in known if each.state == "released"), None)
    if page is None or _looks_back(known, candidate.build.as_known_on):
        return candidate
    used = {extract["extract_id"] for extract in page.manifest["extracts"]}
    shown = store.figures_shown(connection, page.release_id)
    gate = remains.figures_remain(candidate.tables, shown, page.release_id, used)
    return replace(candidate, gates=(*candidate.gates, gate))


def _beside_all_before(known: list[Release], candidate: Candidate) -> Candidate:
    """The candidate, its figures of people attacked together with those of every earlier release."""
    protection = candidate.protection
    if not protection.secrets:
        return candidate
    earlier, gone = restricted.earlier(known, protection.secrets)
    gates = (
        small_counts_stay_unknown_over_time(protection.tables.values(), earlier),
        result(
            "all_releases_are_compared",
            "What earlier releases showed of people, and what was kept of the truth behind it, is all there.",
            gone,
            stops=False,
        ),
    )
    return replace(candidate, gates=(*candidate.gates, *gates))


def _stopped(release: Release, *, may_go_anyway: bool) -> ReleaseError:
    again = "Correct the cause, run `pathways build` and `pathways publish`."
    return ReleaseError(
        f"Release {release.release_id} did not pass its gates: {' '.join(release.reasons)}",
        why="A candidate that fails a gate cannot be signed off.",
        fix=f"{again} If the publisher took the figures back, say so:"
        f" `pathways release approve {release.release_id} --anyway REASON`."
        if may_go_anyway
        else again,
    )


def _let_past(connection: connection, release: Release, reason: str) -> Release:
    """Write into the manifest, in the folder and in the ledger, what was let go and why; the release as it now is."""
    manifest = release.manifest | {
        "approved_anyway": {
            "gate": remains.GATE,
            "reason": reason,
            "approved_at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
    }
    files.replace_manifest(release_folder(release.release_id), manifest)
    return store.amend(connection, release.release_id, manifest, stopping_reasons(manifest))


def _looks_back(known: list[Release], as_known_on: datetime) -> list[str]:
    """Why figures known on that instant are not for the page: it already shows what was known later."""
    newer = [each for each in known if each.state == "released" and each.as_known_on > as_known_on]
    return [
        f"It says what was known on {as_known_on:%-d %B %Y at %H:%M}; release {each.release_id}, out already, is newer."
        for each in newer[:1]
    ]


def _already(known: list[Release], content_sha256: str, reasons: list[str]) -> Release | None:
    """The release that says the same: the one now shown, one that was withdrawn, or one on its way since."""
    is_since_current = True
    for release in known:
        is_current = is_since_current and release.state == "released"
        on_its_way = is_since_current and release.state in ("candidate", "held") and release.reasons == reasons
        was_withdrawn = release.state == "withdrawn" and not release.reasons
        if release.content_sha256 == content_sha256 and (is_current or on_its_way or was_withdrawn):
            return release
        is_since_current = is_since_current and not is_current
    return None


def _show(connection: connection, release: Release) -> None:
    """Let the page show a release, if its files are those that were written."""
    folder = release_folder(release.release_id)
    wrong = [f"{check.path} {check.problem}" for check in files.verify(folder) if not check.is_same]
    if files.read_manifest(folder) != release.manifest:
        wrong.append(f"{files.MANIFEST} is not the one in the ledger")
    if wrong:
        raise ReleaseError(
            f"The files of release {release.release_id} are not those that were written: {'; '.join(wrong)}.",
            why="The page is filled from them, so the release was not let out.",
            fix=f"Restore {folder} from a backup, or withdraw the release and publish again.",
        )
    store.show(connection, release, folder, files.files_of(release.manifest))


def find(known: list[Release], release_id: str) -> Release:
    """The release of that name.

    Raises:
        ReleaseError: there is none.
    """
    for release in known:
        if release.release_id == release_id:
            return release
    names = ", ".join(release.release_id for release in known[:5])
    raise ReleaseError(
        f"There is no release {release_id}.",
        why="Nothing was changed.",
        fix=f"`pathways release list` shows them all; the latest are {names}." if names else "Run `pathways publish`.",
    )
