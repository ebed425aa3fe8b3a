"""Records about people: what came of each return, how well they are linked, whom they know and what links change."""

import dash

from dashboard.components import link_rates, linked, records
from dashboard.components.content import contents
from dashboard.components.shell import SERVICE, Page, page
from dashboard.queries.records import pairs
from dashboard.views import View
from dashboard.words.link_rates import GROUPS
from dashboard.words.questions import unknown

TITLE = "Records about people"

dash.register_page(__name__, path="/records", title=f"{TITLE} - {SERVICE}")


CONTENTS = {
    "returns": "What came of each return",
    "links": "How well records are linked",
    "coverage": "Whom each source knows",
    "effect": "What uncertain links change",
}


@page("/records")
def layout(view: View, asked_pair: str = "", asked_group: str = "", **_: str) -> Page:
    """A pair of departments and a group choose which link rates are drawn."""
    pair_options = link_rates.pair_options(pairs(view.snapshot))
    return Page(
        TITLE,
        [
            *records.lead(view),
            contents(CONTENTS),
            *records.feeds(view, CONTENTS["returns"]),
            *link_rates.links(view, CONTENTS["links"], asked_pair, asked_group),
            *linked.coverage(view, CONTENTS["coverage"]),
            *linked.effect(view, CONTENTS["effect"]),
        ],
        above=[("Sources and quality", "/sources")],
        notices=[
            *unknown(
                "pair of departments", asked_pair, pair_options, f"{next(iter(pair_options.values()), 'none')} is shown"
            ),
            *unknown("group", asked_group, GROUPS, f"{next(iter(GROUPS.values())).lower()} is shown"),
        ],
    )
