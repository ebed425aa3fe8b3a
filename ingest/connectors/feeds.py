"""Every feed there is. A new one is a new value here, or an identifier in `PATHWAYS_EES_DATA_SETS`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ingest.connectors.ees import EesDataSet
from ingest.connectors.feed import Feed
from ingest.connectors.statxplore import StatXploreTable
from ingest.connectors.web_file import EesCatalogueFile
from pathways.errors import SettingsError
from pathways.settings import settings

DECLARED: Final = (
    Feed(
        name="ees-work-based-placements",
        title="Education, health and care plans: work-based placements",
        connector=EesCatalogueFile("ae301723-e910-4146-9dda-755222c969ed", "ehc-plans-work-based-placements.csv"),
        dataset="dfe__work_based_placements",
        schedule="@weekly",
    ),
    Feed(
        name="ees-ceased-plans",
        title="Education, health and care plans which ceased during the calendar year",
        connector=EesCatalogueFile("fa62d05f-22d2-4b97-a878-0e5106d260c3", "ehc-plans-ceased.csv"),
        dataset="dfe__ceased_ehc_plans",
        schedule="@weekly",
    ),
    Feed(
        name="statxplore-uc-households",
        title="Households on Universal Credit by local authority",
        connector=StatXploreTable(
            database="str:database:UC_Households",
            measure="str:count:UC_Households:V_F_UC_HOUSEHOLDS",
            area_field="str:field:UC_Households:V_F_UC_HOUSEHOLDS:COA_CODE",
            area_level="Local Authority",
            month_field="str:field:UC_Households:F_UC_HH_DATE:DATE_NAME",
            months=13,  # a year on year change can be seen
            name="uc-households-by-local-authority",
        ),
        dataset="dwp__uc_households",
        schedule="@daily",
    ),
)


def feeds() -> dict[str, Feed]:
    """The declared feeds, and one for each data set named in `PATHWAYS_EES_DATA_SETS`, by name."""
    return {feed.name: feed for feed in (*DECLARED, *_from_settings())}


def named(names: Iterable[str]) -> list[Feed]:
    """The feeds of these names, in the order asked for; all of them when none is named.

    Raises:
        SettingsError: a name is no feed's.
    """
    known = feeds()
    asked = list(dict.fromkeys(names))
    if unknown := [name for name in asked if name not in known]:
        raise SettingsError(
            f"There is no feed called {', '.join(unknown)}.",
            why="Nothing was pulled.",
            fix=f"Choose from {', '.join(known)}.",
        )
    return [known[name] for name in asked] if asked else list(known.values())


def _from_settings() -> list[Feed]:
    """`{"dfe__ks4_destinations": "<API data set ID>@1.*"}`: the version may be left out."""
    made = []
    for dataset, address in settings().ees_data_sets.items():
        data_set_id, _, version = address.partition("@")
        name = "ees-api-" + dataset.removeprefix("dfe__").replace("_", "-")
        connector = EesDataSet(data_set_id.strip(), version.strip() or None, name)
        made.append(Feed(name, f"{dataset} from the EES API", connector, dataset, "@daily"))
    return made
