"""Children are kept running, and stopped with all that they started and nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from pathways.errors import ServiceError
from pathways.processes import Family, Part, run_to_end

# Starts a child in a process group of its own, as Airflow does for each task, and writes both numbers down.
WITH_CHILD = """
import os, pathlib, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], process_group=0)
pathlib.Path(sys.argv[1]).write_text(f"{os.getpid()} {child.pid}")
time.sleep(60)
"""


def part(tmp_path: Path, *command: str, name: str = "part") -> Part:
    return Part(name, (sys.executable, *command), dict(os.environ), tmp_path / f"{name}.log")


def with_child(family: Family, tmp_path: Path) -> list[int]:
    numbers = tmp_path / "numbers"
    family.start(part(tmp_path, "-c", WITH_CHILD, str(numbers)))
    deadline = time.monotonic() + 20
    while not numbers.exists() or not numbers.read_text():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return [int(number) for number in numbers.read_text().split()]


def alive(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


@pytest.fixture
def family(tmp_path: Path):
    together = Family(tmp_path / "parts.json")
    yield together
    together.stop()


def test_stopping_ends_what_a_part_started_in_another_group_too_and_no_other_process(family, tmp_path):
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        pids = with_child(family, tmp_path)
        family.stop()
        assert not any(alive(pid) for pid in pids)
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_a_part_that_ends_is_started_again(family, tmp_path):
    first, _ = with_child(family, tmp_path)
    os.kill(first, signal.SIGKILL)
    family.parts[0].process.wait()
    assert family.look_after() == ["part"]
    assert family.parts[0].process.pid != first


def test_a_part_that_ends_again_and_again_is_given_up_and_its_log_is_named(family, tmp_path):
    family.start(part(tmp_path, "-c", "raise SystemExit(1)", name="scheduler"))

    def wait_and_look() -> None:
        for _ in range(20):
            family.parts[0].process.wait()
            family.look_after()

    with pytest.raises(ServiceError) as raised:
        wait_and_look()
    assert "scheduler" in raised.value.what
    assert str(tmp_path / "scheduler.log") in raised.value.fix


def test_what_is_to_run_once_is_left_when_it_has_ended(family, tmp_path):
    family.start(part(tmp_path, "-c", "pass"), once=True)
    family.parts[0].process.wait()
    assert family.look_after() == []


def test_what_a_killed_run_left_behind_is_stopped_by_the_next(family, tmp_path):
    pids = with_child(family, tmp_path)
    os.kill(pids[0], signal.SIGKILL)  # its child lives on
    family.parts[0].process.wait()
    assert Family(tmp_path / "parts.json").stop_left_behind() == 1
    assert not any(alive(pid) for pid in pids)


def test_a_number_that_another_process_has_since_been_given_is_left_alone(family, tmp_path):
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
    try:
        later = psutil.Process(other.pid).create_time() + 100
        (tmp_path / "parts.json").write_text(f"[[{other.pid}, {later}]]")
        assert family.stop_left_behind() == 0
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_a_command_that_fails_names_its_log(tmp_path):
    log = tmp_path / "command.log"
    with pytest.raises(ServiceError) as raised:
        run_to_end((sys.executable, "-c", "print('the reason'); raise SystemExit(3)"), dict(os.environ), log)
    assert str(log) in raised.value.fix
    assert log.read_text().strip() == "the reason"
