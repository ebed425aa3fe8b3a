"""Schools and providers with numbers above any that are issued."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from ingest.synthetic import reference
from ingest.synthetic.pathways import SFC, SPECIALIST

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

FIRST_UKPRN: Final = 19_990_000
FIRST_SPECIALIST: Final = 19_999_000
FIRST_URN: Final = 990_000
TRAINING: Final = 9  # beside the settings: a provider of apprenticeships


def school(la: Ints, kind: Ints) -> pl.Series:
    """A school's URN: of each council one mainstream (0), one special (1) and one alternative provision (2)."""
    return pl.Series(FIRST_URN + 3 * la + kind).cast(pl.String)


def ukprn_numbers(la: Ints, setting: Ints) -> Ints:
    """UKPRNs: of each council a college, a sixth-form college and a training provider; of each region a specialist."""
    kind = np.where(setting == SFC, 1, np.where(setting == TRAINING, 2, 0))
    region = reference.places().region_index[la]
    return np.asarray(np.where(setting == SPECIALIST, FIRST_SPECIALIST + region, FIRST_UKPRN + 3 * la + kind))


def ukprn(la: Ints, setting: Ints) -> pl.Series:
    """The same as text."""
    return pl.Series(ukprn_numbers(la, setting)).cast(pl.String)


def sends_xml(numbers: Ints) -> NDArray[np.bool_]:
    """The ten providers that send their own XML: the specialist ones and the first council's college."""
    return np.asarray((numbers >= FIRST_SPECIALIST) | (numbers == FIRST_UKPRN))
