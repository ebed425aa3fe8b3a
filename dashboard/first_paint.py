"""A page's Dash tree as HTML, so that it can be read before any script has run."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from dash.development.base_component import Component
from plotly.io.json import to_json_plotly

RENAMED = {
    "autoComplete": "autocomplete",
    "className": "class",
    "colSpan": "colspan",
    "dateTime": "datetime",
    "htmlFor": "for",
    "tabIndex": "tabindex",
}
OWN = {"children", "n_clicks", "n_clicks_timestamp", "disable_n_clicks", "key"}  # Dash's own: not attributes
DESCRIBING = ("_", "available_")  # what a component says of its own kind
PAINTED = "_painted"
VOID = {"br", "hr", "img"}


def to_html(node: Any) -> str:
    """HTML of a component, a list of them, text, or nothing.

    A `Graph` becomes an empty box of the height it will have. Text and attributes are escaped.
    """
    if node is None:
        return ""
    if isinstance(node, list | tuple):
        return "".join(map(to_html, node))
    if not hasattr(node, "_type"):
        return escape(str(node), quote=False)
    if PAINTED in vars(node):
        return str(vars(node)[PAINTED])
    properties = {name: value for name, value in vars(node).items() if not name.startswith(DESCRIBING)}
    if node._type == "Graph":  # noqa: SLF001 - Dash offers no public name for a component's kind
        return f"<div{_attributes({'id': properties['id'] + '-space', 'style': properties['style']})}></div>"
    tag = node._type.lower()  # noqa: SLF001 - as above
    opening = f"<{tag}{_attributes(properties)}>"
    return opening if tag in VOID else f"{opening}{to_html(properties.get('children'))}</{tag}>"


def painted_once(node: Component) -> Component:
    """A component that stands in many pages, with its HTML kept beside it, and its JSON as plain values.

    Dash asks each component for its JSON by `to_plotly_json`; plain values are written many times faster.
    """
    written = json.loads(to_json_plotly(node))
    vars(node)[PAINTED] = to_html(node)
    vars(node)["to_plotly_json"] = lambda: written
    return node


def _attributes(properties: dict[str, Any]) -> str:
    parts = []
    for name, value in sorted(properties.items()):  # Dash keeps no order, and two workers must send the same bytes
        if name in OWN or value is None or value is False:
            continue
        if name == "style":
            value = ";".join(f"{_kebab(rule)}:{setting}" for rule, setting in value.items())  # noqa: PLW2901
        parts.append(f' {RENAMED.get(name, name)}="{escape("" if value is True else str(value))}"')
    return "".join(parts)


def _kebab(rule: str) -> str:
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in rule)
