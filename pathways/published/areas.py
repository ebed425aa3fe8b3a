"""The areas that figures are about, whom they are alike, and their outlines."""

from pathways.published.table import DAY, NUMBER, TEXT, WHOLE, PublishedTable, to

AREA = PublishedTable(
    name="area",
    mart="dim_area",
    columns={
        "area_code": TEXT,
        "area_name": TEXT,
        "area_type": TEXT,
        "parent_area_code": TEXT,
        "region_code": TEXT,
        "dfe_number": TEXT,
        "cassr_code": TEXT,
        "valid_from": DAY,
        "valid_to": DAY,
        "current_area_code": TEXT,
    },
    key=("area_code",),
    references=(
        to("area", "area_code", by="parent_area_code"),
        to("area", "area_code", by="region_code"),
        to("area", "area_code", by="current_area_code"),
    ),
)

AREA_NEIGHBOUR = PublishedTable(
    name="area_neighbour",
    mart="dim_area_neighbour",
    columns={"area_code": TEXT, "neighbour_area_code": TEXT, "neighbour_rank": WHOLE, "distance": NUMBER},
    key=("area_code", "neighbour_rank"),
    references=(to("area", "area_code"), to("area", "area_code", by="neighbour_area_code")),
)

AREA_BOUNDARY = PublishedTable(
    name="area_boundary",
    mart="dim_area_boundary",
    columns={"area_code": TEXT, "ring": WHOLE, "points": TEXT},
    key=("area_code", "ring"),
    references=(to("area", "area_code"),),
)

TABLES = (AREA, AREA_NEIGHBOUR, AREA_BOUNDARY)
