"""`pathways up`: PostgreSQL, Airflow's four parts and the dashboard, started, fed, looked after and stopped."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Protocol

from rich.console import Console

from pathways import airflow_database, airflow_environment, database, health, ports, running
from pathways.errors import ServiceError
from pathways.processes import Family, Part, run_to_end
from pathways.settings import settings
from pathways.steps import Step, Steps

PATHWAYS = (sys.executable, "-m", "pathways.cli")
AIRFLOW = (sys.executable, "-m", "airflow")
SWEEP, BUILD = "sweep", "build_and_publish"  # the first sends the events that start the second
MOST_SWEEPS = 2  # at the start, before waiting for a release is given up
# Their logs are files that the api-server reads itself, so the scheduler and the triggerer need not serve them.
AIRFLOW_PARTS = {
    "Airflow api-server": ("api-server",),
    "Airflow scheduler": ("scheduler", "--skip-serve-logs"),
    "Airflow dag-processor": ("dag-processor",),
    "Airflow triggerer": ("triggerer", "--skip-serve-logs"),
}
LONGEST_START = 180.0  # seconds until everything answers
LOOK_EVERY = 0.5


class Standing(Protocol):
    """What `ingest.progress.standing` tells: whether all is taken in, whether it is released, and both in words."""

    @property
    def taken_in(self) -> bool:
        """Nothing waits to be taken in."""

    @property
    def released(self) -> bool:
        """A release has seen every extract."""

    @property
    def words(self) -> str:
        """Both, with their numbers."""


@dataclass(frozen=True)
class Rooms:
    """What the command line brings from the rooms, which this module may not import."""

    supply: Callable[[], str]  # put the first extracts into the inbox; says what it did
    standing: Callable[[], Standing]  # how far what arrived has got


def up(rooms: Rooms, console: Console) -> None:
    """Bring everything up, print where it is, and stay until told to stop; then stop all that was started.

    Raises:
        ServiceError: it already runs, or a part does not start or ends again and again.
        SettingsError: a port that was set is taken.
    """
    with running.only_one(), _told_to_stop() as told:
        steps = Steps(console)
        family = Family(running.folder() / "parts.json")
        began_with_server = database.embedded_is_running()
        try:
            _start(family, steps, rooms, console)
            _look_after(family, console)
        except KeyboardInterrupt:
            if not told:
                raise
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            with steps.step("Everything stopped"):
                family.stop()
                if not began_with_server:
                    database.stop_embedded()


def _start(family: Family, steps: Steps, rooms: Rooms, console: Console) -> None:
    if left := family.stop_left_behind():
        console.print(f"Stopped {left} parts that an earlier run had left behind.")
    airflow_port = ports.choose("airflow_port", "Airflow")
    dashboard_port = ports.choose("dashboard_port", "the dashboard", frozenset({airflow_port}))
    airflow = f"http://{airflow_environment.LOOPBACK}:{airflow_port}"
    dashboard = f"http://{airflow_environment.LOOPBACK}:{dashboard_port}"
    running.note(dashboard, airflow)
    environment = {
        **airflow_environment.environment(airflow_port),
        "PATHWAYS_AIRFLOW_PORT": str(airflow_port),
        "PATHWAYS_DASHBOARD_PORT": str(dashboard_port),
    }
    with steps.step("PostgreSQL is ready"):
        database.prepare()
    with steps.step("The dashboard is started"):
        family.start(_part("dashboard", (*PATHWAYS, "serve"), _without_airflow(environment)))
    with steps.step("The first extracts are in the inbox") as step:
        step.outcome = rooms.supply()
    # Taken in beside Airflow's start: one process does dozens of files in the time Airflow takes for a task of each.
    taking_in = _part("ingest", (*PATHWAYS, "ingest"), _without_airflow(environment))
    family.start(taking_in, once=True)
    with steps.step("Airflow's tables are up to date"):
        _migrate_airflow(environment)
    with steps.step("Airflow runs") as step:
        for name, arguments in AIRFLOW_PARTS.items():
            family.start(_part(name, (*AIRFLOW, *arguments), environment))
        _wait_until_healthy(family, airflow, dashboard, step)
    with steps.step("The extracts are taken in") as step:
        _wait_until_taken_in(family, rooms, step)
    with steps.step("The extracts are released") as step:
        _wait_until_released(family, rooms, environment, step)
    console.print(
        f"\nThe dashboard: [bold]{dashboard}[/]    ({steps.total():.0f} s in all)\n"
        f"Airflow:       {airflow}    user {airflow_environment.ADMINISTRATOR},"
        f" password in {airflow_environment.administrator_password_file()}\n"
        f"Drop files in  {settings().inbox}\n"
        "Stop with Ctrl-C here, or `pathways down` elsewhere.\n",
        highlight=False,
        soft_wrap=True,
    )


def _part(name: str, command: tuple[str, ...], environment: Mapping[str, str]) -> Part:
    return Part(name, command, environment, running.folder() / f"{name.lower().replace(' ', '-')}.log")


def _without_airflow(environment: Mapping[str, str]) -> dict[str, str]:
    """The dashboard is told nothing of Airflow's keys or its database."""
    return {name: value for name, value in environment.items() if "AIRFLOW" not in name}


def _migrate_airflow(environment: Mapping[str, str]) -> None:
    """Bring Airflow's own tables up to date; takes seconds even when nothing is due, so the version done is noted."""
    import importlib.metadata

    version = importlib.metadata.version("apache-airflow-core")
    mark = running.folder() / "airflow-tables"
    if mark.exists() and mark.read_text(encoding="utf-8") == version and airflow_database.has_tables(environment):
        return
    run_to_end((*AIRFLOW, "db", "migrate"), environment, running.folder() / "airflow-db-migrate.log")
    mark.write_text(version, encoding="utf-8")


def _wait_until_healthy(family: Family, airflow: str, dashboard: str, step: Step) -> None:
    deadline = time.monotonic() + LONGEST_START
    while True:
        missing = health.unhealthy(airflow)
        if not health.answers(dashboard):
            missing.append("dashboard")
        if not missing:
            return
        if time.monotonic() > deadline:
            raise ServiceError(
                f"After {LONGEST_START:.0f} seconds these do not answer: {', '.join(missing)}.",
                why="Everything was stopped again; what had been taken in is kept.",
                fix=f"Read their logs in {running.folder()}, then run `pathways up` again.",
            )
        step.say("waiting for " + ", ".join(name.replace("_", "-") for name in missing))
        family.look_after()
        time.sleep(LOOK_EVERY)


def _wait_until_taken_in(family: Family, rooms: Rooms, step: Step) -> None:
    standing = rooms.standing()
    while not standing.taken_in:
        step.say(standing.words)
        family.look_after()
        time.sleep(LOOK_EVERY)
        standing = rooms.standing()
    step.outcome = standing.words


def _wait_until_released(family: Family, rooms: Rooms, environment: Mapping[str, str], step: Step) -> None:
    """Extracts that no task of Airflow took in have sent it no event, so it is told to look for them."""
    told = 0
    standing = rooms.standing()
    while not standing.released:
        step.say(standing.words)
        family.look_after()
        if not airflow_database.is_running(environment, (SWEEP, BUILD)):
            if told == MOST_SWEEPS:
                step.outcome = "not yet: the build failed, and its log on Airflow's pages says why"
                return
            told += _sweep(environment)
        time.sleep(LOOK_EVERY)
        standing = rooms.standing()
    step.outcome = standing.words


def _sweep(environment: Mapping[str, str]) -> bool:
    """False when Airflow has not read the DAG yet, as just after its first start."""
    try:
        run_to_end((*AIRFLOW, "dags", "trigger", SWEEP), environment, running.folder() / "airflow-trigger.log")
    except ServiceError:
        return False
    return True


def _look_after(family: Family, console: Console) -> None:
    while True:
        for name in family.look_after():
            console.print(f"The {name} had stopped and was started again; its log is in {running.folder()}.")
        time.sleep(1)


@contextmanager
def _told_to_stop() -> Iterator[list[int]]:
    """Ctrl-C, a request to end and a closed terminal all stop the run in good order; the signals that came."""
    came: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        came.append(number)
        raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
