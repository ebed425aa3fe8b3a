"""Figures as CSV, from the release being shown; and whole files of any release, proved before they are sent."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

import polars as pl
from flask import Flask, Response, abort, request

from dashboard.queries import areas, equality, files, outcomes, review, series
from dashboard.snapshot import ENGLAND, Snapshot
from dashboard.views import RELEASES, View, asked_of, open_view

COLUMNS = (
    "release_id",
    "indicator_id",
    "definition_version",
    "owner_department",
    "area_code",
    "area_name",
    "period_id",
    "breakdown_topic",
    "breakdown",
    "value",
    "value_status",
    "unit",
    "numerator",
    "denominator",
    "revision",
    "is_synthetic",
    "dataset",
    "extract_id",
    "statistic_id",
)
Asked = dict[str, str]


def add_to(server: Flask) -> None:
    """One address for each kind of file."""
    server.add_url_rule("/download/<name>.csv", view_func=_download)
    server.add_url_rule("/files/<release_id>/<path>", view_func=_released)


def _download(name: str) -> Response:
    view = open_view(request.path, asked_of(request.args.to_dict(flat=False)))
    frame = None
    if view is not None and name in FILES:
        frame = FILES[name](view.snapshot, view.asked)
    elif view is not None and name in ASKED_FOR:
        frame = ASKED_FOR[name](view)
    if view is None or frame is None:
        abort(404)
    response = Response(frame.write_csv(), mimetype="text/csv")
    parts = [name, *(view.asked[key] for key in sorted(view.asked)), _release_of(view)]
    safe = "".join(letter if letter.isalnum() or letter in "-." else "-" for letter in "_".join(parts))
    response.headers["Content-Disposition"] = f'attachment; filename="{safe}.csv"'
    return response


def _released(release_id: str, path: str) -> Response:
    """A file of a release with the bytes that were released, or none: a copy that cannot be proved is not sent.

    It names itself by its hash, so that `answers` does not keep it in memory and a browser need not fetch it twice.
    """
    known = files.files([release_id]) if RELEASES.find(release_id) else []
    file = next((each for each in known if each.path == path and each.is_served), None)
    if file is None:
        abort(404)
    if file.sha256 in request.if_none_match:
        response = Response(status=304)
        response.set_etag(file.sha256)
        return response
    content = files.content(file)
    if content is None:
        return Response(
            f"{path} of release {release_id} could not be made again as it was released, so nothing is sent. Ask the "
            "publisher for it: it is in the folder of that release, with the manifest that proves it.\n",
            status=HTTPStatus.SERVICE_UNAVAILABLE,
            mimetype="text/plain",
        )
    response = Response(content, mimetype="text/csv")
    response.set_etag(file.sha256)
    response.headers["Content-Disposition"] = f'attachment; filename="{path}"'
    return response


def _release_of(view: View) -> str:
    return view.release.release_id


def _figures(snapshot: Snapshot, rows: pl.DataFrame) -> pl.DataFrame:
    """Figures with what a reader needs to use them on their own: absent ones stay, with the reason."""
    indicators = snapshot.tables["indicator"].select("indicator_id", "definition_version", "owner_department", "unit")
    names = snapshot.tables["area"].select("area_code", "area_name")
    return (
        rows.join(indicators, on="indicator_id", how="left", maintain_order="left")
        .join(names, on="area_code", how="left", maintain_order="left")
        .with_columns(release_id=pl.lit(snapshot.release_id))
        .select(COLUMNS)
    )


def _indicator(snapshot: Snapshot, asked: Asked) -> pl.DataFrame | None:
    indicator = snapshot.indicators.get(asked.get("id", ""))
    if indicator is None:
        return None
    rows = snapshot.figures(indicator.indicator_id)
    if asked.get("areas") != "all":
        rows = rows.filter(pl.col("place_code") == ENGLAND)
        rows = rows.filter(pl.col("breakdown_topic") == asked.get("topic", indicator.headline_breakdown_topic))
    return _figures(snapshot, rows)


def _councils(snapshot: Snapshot, asked: Asked) -> pl.DataFrame | None:
    indicator = snapshot.indicators.get(asked.get("indicator", ""))
    group = asked.get("group", "")
    found = areas.councils(snapshot, indicator, group and "total", group) if indicator else None
    if indicator is None or found is None:
        return None
    wanted = [
        row["statistic_id"]
        for code, row in found.by_place.items()
        if code in snapshot.local_authorities or code == ENGLAND
    ]
    rows = snapshot.figures(indicator.indicator_id).filter(pl.col("statistic_id").is_in(wanted))
    return _figures(snapshot, rows)


def _alike(snapshot: Snapshot, asked: Asked) -> pl.DataFrame | None:
    frame = _councils(snapshot, asked)
    place = snapshot.council(asked.get("area", "")) or ""
    return (
        None
        if frame is None
        else frame.filter(pl.col("area_code").is_in([place, ENGLAND, *areas.alike(snapshot, place)]))
    )


def _over_time(snapshot: Snapshot, asked: Asked) -> pl.DataFrame | None:
    indicator = snapshot.indicators.get(asked.get("indicator", ""))
    found = areas.over_time(snapshot, indicator, snapshot.council(asked.get("area", "")) or "") if indicator else {}
    return _figures(snapshot, pl.concat(found.values())) if found else None


def _equality(snapshot: Snapshot, asked: Asked) -> pl.DataFrame | None:
    indicator = snapshot.indicators.get(asked.get("measure", ""))
    if indicator is None or indicator.indicator_id not in equality.MEASURES:
        return None
    rows = series.by_topic(snapshot, indicator, asked.get("topic", ""))
    return _figures(snapshot, rows.filter(pl.col("period_id") == asked.get("period", "")))


def _review(view: View) -> pl.DataFrame | None:
    """The rows of the review behind its chart, as the page shows them, each review after another."""
    found = review.review_of(view.snapshot, view.release)
    measure, topic = review.BY_NAME.get(view.asked.get("taken", "")), view.asked.get("by", "")
    if found is None or measure is None or topic not in review.characteristics(found):
        return None
    is_several = len(review.characteristics_of(found, topic)) > 1
    name = review.characteristics(found)[topic]
    rows = [
        {"review": window.label, **row}
        for window in found.windows
        for row in (
            review.several(found, window, measure, topic)
            if is_several
            else review.one_way(found, window, measure, name, view.asked.get("area", ENGLAND))
        )
    ]
    frame = pl.DataFrame(rows, infer_schema_length=None)
    return frame.drop(pl.selectors.ends_with("_number"), "is_low", strict=False).with_columns(
        release_id=pl.lit(view.snapshot.release_id), is_synthetic=pl.lit(found.released.is_synthetic)
    )


def _outcomes(view: View) -> pl.DataFrame | None:
    """Every year of one outcome in one area, by one characteristic: what the page shows at such an address."""
    asked = outcomes.asked_of(view.snapshot, view.asked)
    if asked is None:
        return None
    outcome = asked.outcome
    rows = outcomes.through_time(view.release, asked)
    return rows.select(
        outcome_id=pl.lit(outcome.outcome_id),
        definition_version=pl.lit(outcome.definition_version),
        outcome=pl.lit(outcome.title),
        owner=pl.lit(outcome.owner),
        area_code="area_code",
        area_name=pl.lit(asked.place.name),
        period="period_label",
        period_says=pl.lit(outcome.period_says),
        breakdown_topic=pl.lit(asked.topic),
        breakdown="breakdown",
        breakdown_label=pl.col("breakdown").replace({group.value: group.label for group in asked.groups}),
        numerator="numerator",
        denominator="denominator",
        rate="rate",
        rate_status="rate_status",
        is_synthetic="is_synthetic",
        release_id=pl.lit(view.snapshot.release_id),
    )


def _pathways(name: str) -> Callable[[Snapshot, Asked], pl.DataFrame]:
    def rows(snapshot: Snapshot, asked: Asked) -> pl.DataFrame:
        wanted = {"cohort": asked.get("cohort"), "sen_group": asked.get("sen")}
        frame = snapshot.tables[name]
        for column, value in wanted.items():
            frame = frame.filter(pl.col(column) == value) if value else frame
        return frame.with_columns(release_id=pl.lit(snapshot.release_id))

    return rows


def _table(name: str) -> Callable[[Snapshot, Asked], pl.DataFrame]:
    return lambda snapshot, _: snapshot.tables[name].with_columns(release_id=pl.lit(snapshot.release_id))


FILES: dict[str, Callable[[Snapshot, Asked], pl.DataFrame | None]] = {
    "indicator": _indicator,
    "councils": _councils,
    "alike": _alike,
    "over-time": _over_time,
    "equality": _equality,
    "recommendations": _table("equality_recommendation"),
    "pathway-flows": _pathways("pathway_flow"),
    "pathway-shares": _pathways("pathway_share"),
    "first-paid-work": _pathways("first_paid_work"),
    "source-coverage": _table("source_coverage"),
    "linkage-effect": _table("linkage_effect"),
    "extracts": _table("extract"),
    "quarantine": _table("quarantine"),
    "record-feeds": _table("record_feed"),
    "link-rates": _table("link_rate"),
    "link-quality": _table("link_quality"),
}
# Of tables too large for the page to hold, whose rows are asked of the database.
ASKED_FOR: dict[str, Callable[[View], pl.DataFrame | None]] = {"equality-review": _review, "outcomes": _outcomes}
