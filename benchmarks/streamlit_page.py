"""The dashboard's two busiest pages as one would write them in Streamlit: the same release, choices, charts and tables.

Run by the benchmark only: `streamlit run streamlit_page.py -- overview|area`.
"""

from __future__ import annotations

import json
import sys

import pandas as pd
import plotly.graph_objects as go
import psycopg2
import streamlit as st

from pathways.database import Role, dsn


@st.cache_resource
def read(table: str) -> pd.DataFrame:
    """A published table of the latest release."""
    with psycopg2.connect(dsn(Role.DASHBOARD)) as connection, connection.cursor() as cursor:
        cursor.execute(
            f"select * from published.{table} where release_id = (select max(release_id) from published.release)"
        )
        return pd.DataFrame(cursor.fetchall(), columns=[column.name for column in cursor.description])


def overview() -> None:
    """One indicator through time."""
    statistics, indicators = read("official_statistic"), read("indicator")
    st.title("From school to work and a home")
    shown = indicators[indicators.has_data & indicators.indicator_number.notna()]
    latest = statistics[(statistics.area_code == "E92000001")].merge(shown, on="indicator_id")
    latest = latest[latest.breakdown == latest.headline_breakdown].sort_values("period_id")
    st.dataframe(latest.groupby("title").last()[["period_id", "value", "owner_department"]])
    chosen = st.selectbox("Indicator", list(shown.title))
    rows = latest[latest.title == chosen]
    st.plotly_chart(go.Figure(go.Scatter(x=rows.period_id, y=rows.value)))
    st.dataframe(rows[["period_id", "value", "value_status"]])


def area() -> None:
    """One council: map, comparison, series and funnel."""
    statistics, areas, boundaries = read("official_statistic"), read("area"), read("area_boundary")
    councils = areas[(areas.area_type == "local_authority") & areas.valid_to.isna()].sort_values("area_name")
    chosen = st.selectbox("Council", list(councils.area_name))
    council = councils[councils.area_name == chosen].iloc[0]
    st.title(chosen)
    rows = statistics[statistics.area_code.isin([council.area_code, council.region_code, "E92000001"])]
    st.dataframe(rows.sort_values("period_id").groupby(["indicator_id", "area_code"]).last()[["period_id", "value"]])
    neet = statistics[(statistics.indicator_id == "neet_or_not_known") & (statistics.breakdown == "ehc_plan")]
    latest = neet[neet.period_id == neet.period_id.max()].set_index("area_code")
    figure = go.Figure()
    for ring in boundaries.itertuples():
        points = json.loads(ring.points)
        figure.add_scatter(
            x=[point[0] for point in points],
            y=[point[1] for point in points],
            fill="toself",
            mode="lines",
            text=str(latest.value.get(ring.area_code)),
        )
    st.plotly_chart(figure)
    through_time = neet[neet.area_code == council.area_code].sort_values("period_id")
    st.plotly_chart(go.Figure(go.Scatter(x=through_time.period_id, y=through_time.value)))
    st.plotly_chart(go.Figure(go.Scatter(x=latest.denominator, y=latest.value, mode="markers")))


{"overview": overview, "area": area}[sys.argv[1]]()
