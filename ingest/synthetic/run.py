"""A run of the generator: block after block, every writer in turn, then manifests, defects and answers."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ingest.synthetic import (
    answers,
    benefits,
    cld,
    core,
    count_paths,
    defects,
    hclic,
    ilr,
    lateness,
    leo,
    nccis,
    schools,
    sen2,
    truth,
)
from ingest.synthetic import block as blocks
from ingest.synthetic.calibration import Tally
from ingest.synthetic.files import Files
from ingest.synthetic.plan import Plan, SynthesisError
from pathways.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import polars as pl

WRITERS = (
    sen2.write,
    ilr.write,
    nccis.write,
    schools.write,
    leo.write,
    benefits.write,
    cld.write,
    core.write,
    hclic.write,
    count_paths.write,
    answers.write,
)


@dataclass(frozen=True)
class Made:
    """What a run made: the extracts (without manifests and answers) and the table of targets."""

    files: list[Path]
    targets: pl.DataFrame


def synthesise(plan: Plan, folder: Path, tell: Callable[[int, int], None] = lambda _done, _all: None) -> Made:
    """Write every extract, and the answers beside them.

    Args:
        plan: how many people, which years.
        folder: where; it must be empty or absent.
        tell: called with the blocks done and all blocks.

    Raises:
        SynthesisError: the folder holds something.
        StorageError: the disk could not take what was written.
    """
    if folder.exists() and any(folder.iterdir()):
        raise SynthesisError(
            f"{folder} is not empty.",
            why="Made-up extracts beside other files could be taken for them.",
            fix="Name a new folder, or empty this one.",
        )
    folder.mkdir(parents=True, exist_ok=True)
    files = Files(folder, date(plan.last, 9, 15))
    tally, answers = Tally(), truth.Truth(folder)
    try:
        for number in range(plan.blocks):
            block = blocks.make(plan, number, files, tally, answers)
            for write in WRITERS:
                write(block)
            answers.flush(number)
            tell(number + 1, plan.blocks)
        files.close()
        if plan.defects:
            answers.defects += [*lateness.known(plan, nccis.last_months(plan)), *defects.put_in(folder, plan)]
        targets = tally.table()
        finished = files.finish()
        truth.finish(folder, answers.defects, targets)
    except OSError as error:
        shutil.rmtree(folder)
        raise StorageError(
            f"The made-up extracts could not be written to {folder}: {error.strerror}.",
            why="What was written so far would be incomplete, so it was taken away again.",
            fix="Make room or name another folder, and run the command again.",
        ) from error
    except BaseException:
        shutil.rmtree(folder)
        raise
    return Made(finished, targets)
