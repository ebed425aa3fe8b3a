"""All of a review: its tables in order, and what is said once for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pathways.equality import comparisons, counts
from pathways.equality.recommendations import recommendations
from pathways.equality.released import Released
from pathways.equality.table import ReviewTable
from pathways.equality.windows import Window
from publish.review import register


@dataclass(frozen=True)
class Pack:
    """A review.

    Attributes:
        window: its three years.
        tables: in the order in which they are read.
        as_known_on: up to when extracts were taken into account; stands as the date of every file.
        content_sha256: of the release that it was worked out from, by which it can be made again.
        is_synthetic: made-up extracts are behind it, and every file says so.
    """

    window: Window
    tables: Sequence[ReviewTable]
    as_known_on: datetime
    content_sha256: str
    is_synthetic: bool

    @property
    def title(self) -> str:
        """Its title."""
        made_up = "MADE-UP DATA: " if self.is_synthetic else ""
        return f"{made_up}Equality in apprenticeships and supported internships, England, {self.window.label}"

    @property
    def about(self) -> list[str]:
        """What a reader must know of every table."""
        return [
            *(["Made of synthetic records. No figure says anything about a real person."] * self.is_synthetic),
            (
                "Evidence for the three-yearly review of apprenticeship participation by sex, ethnicity and "
                "learning difficulty or disability, which the Education Committee recommended in 2019 "
                "(recommendation 30)."
            ),
            "Management information, not official statistics, until a head of profession designates it.",
            counts.NEED_NOT_ADD,
            "Every share, gap and ratio is worked out from those released counts.",
            (
                f"What was known on {self.as_known_on:%-d %B %Y at %H:%M} (UTC); worked out from the release whose"
                f" content has the SHA-256 {self.content_sha256}."
            ),
        ]


def pack_of(released: Released, window: Window) -> Pack:
    """Work out every table of a review."""
    return Pack(
        window,
        (
            register.evidence(released, window),
            recommendations(released.recommendations),
            comparisons.representation(released, window),
            comparisons.change(released, window),
            counts.by_characteristic(released, window),
            counts.together(released, window),
            counts.unknown_rates(released, window),
            counts.official(released, window),
            register.definitions(released),
        ),
        datetime.fromisoformat(released.manifest["as_known_on"]),
        released.manifest["content_sha256"],
        released.is_synthetic,
    )
