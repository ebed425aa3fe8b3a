"""The results as a page that says what was measured, on what, and against what."""

from __future__ import annotations

from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

Made by `make bench`; each section is one run on one machine, and the ratios compare things measured in that same run.
Absolute times say little on another machine; the ratios should hold.
"""


def write_report(results: dict[str, Any]) -> None:
    """Write docs/benchmarks.md from what each benchmark gave."""
    sections = {
        "ingestion": _ingestion,
        "load": _load,
        "records": _records,
        "linkage": _linkage,
        "truth": _truth,
        "mart": _mart,
        "protection": _protection,
        "suppression": _suppression,
        "drop": _drop,
        "serving": _serving,
    }
    parts = [HEAD, *(write(results[name]) for name, write in sections.items() if name in results)]
    PAGE.write_text("\n".join(parts), encoding="utf-8")


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def _ingestion(got: dict[str, Any]) -> str:
    rows = [
        [way, f"{got[f'{key}_rows_per_second']:,.0f}", f"{got[f'{key}_peak_mb']:,.0f} MB"]
        for way, key in (("Checked ingestion to the lake", "checked"), ("Plain Polars: read, cast, write", "plain"))
    ]
    return (
        f"## Ingestion\n\nA generated extract of {got['rows']:,} rows ({got['file_mb']:,.0f} MB) in the layout of DfE's"
        f" work-based placements: recognised, every row checked, areas resolved, keys compared across the whole file,"
        f" written as Parquet. Machine: {got['machine']}.\n\n"
        + _table(["", "Rows a second", "Peak memory"], rows)
        + f"\nRatio of the times: **{got['ratio']:.2f}** (goal: at most 2.0).\n"
    )


def _load(got: dict[str, Any]) -> str:
    return (
        f"## Load into PostgreSQL\n\n{got['rows']:,} rows from Parquet by Arrow and `COPY`: {got['load_seconds']:.2f}"
        f" s; `COPY` of the same rows from a CSV file that was ready: {got['copy_seconds']:.2f} s. Ratio"
        f" **{got['ratio']:.2f}** (goal: at most 1.5; median of paired rounds). Machine: {got['machine']}.\n"
    )


def _records(got: dict[str, Any]) -> str:
    times = f"{got['longer']} times as long"
    files = {name.replace("_", " "): one for name, one in got["flat"].items()}
    files[f"employment, {times}"] = got["longer_flat"]
    files |= {"NCCIS, XML": got["xml"], f"NCCIS, XML, {times}": got["longer_xml"]}
    rows = [
        [
            name,
            f"{one['rows']:,}",
            f"{one['mb']:,.0f}",
            f"{one['rows'] / one['seconds']:,.0f}",
            f"{one['mb'] / one['seconds']:,.1f}",
            f"{one['processor_seconds']:.2f}",
            f"{one['peak_mb']:,.0f} MB",
        ]
        for name, one in files.items()
    ]
    return (
        f"## Record-level extracts\n\nSynthetic extracts about {got['people']:,} people, from their bytes to the lake"
        " and the identity zone: every row checked against its contract and code lists, identifiers split off,"
        f" references made pseudonyms, keys compared, text scanned. Machine: {got['machine']}. The flat files together:"
        f" **{got['rows_per_second']:,.0f} rows a second** (goal: 1,000,000); XML:"
        f" **{got['xml']['mb'] / got['xml']['seconds']:,.1f} MB a second** (goal: 50). Memory should not grow with the"
        " file.\n\n"
        + _table(["File", "Rows", "MB", "Rows a second", "MB a second", "Processor seconds", "Peak memory"], rows)
    )


def _linkage(got: dict[str, Any]) -> str:
    quality, first, frozen, later = (got["frozen"]["quality"], got["first"], got["frozen"], got["extract"])
    nameless = quality["nameless"]["linkage"]
    both = quality["DfE-DWP"]
    bars = [
        ["FEBRL 4 without the social security number, F1", f"{got['febrl']['f1']:.4f}", "at least .99"],
        ["DfE with DWP, F1", f"{both['linkage']['f1']:.4f}", "at least .99"],
        ["DfE with DWP, precision", f"{both['linkage']['precision']:.4f}", "at least .999"],
        ["Nameless social care with DfE, precision", f"{nameless['precision']:.4f}", "at least .98"],
        ["Nameless social care with DfE, F1", f"{nameless['f1']:.4f}", "at least .88"],
        ["Recall gap between ethnic groups, DfE with DWP", f"{both['linkage']['gap_points']:.2f} points", "at most 2"],
        ["Recall gap between ethnic groups, nameless social care", f"{nameless['gap_points']:.2f} points", "at most 2"],
        ["Train and link", f"{first['seconds']:.0f} s", "at most 180 (a million people)"],
        ["Link with the kept model", f"{frozen['seconds']:.0f} s", "at most 90 (a million people)"],
        ["Peak memory", f"{max(first['peak_mb'], frozen['peak_mb']) / 1024:.1f} GB", "at most 4"],
        ["Records whose id changed without an event", f"{later['unexplained_share']:.4%}", "at most 0.01%"],
    ]
    pairs = [
        [
            name.replace("-", " with "),
            *(f"{found[way][part]:.4f}" for part in ("precision", "recall", "f1") for way in ("linkage", "five_keys")),
            *(f"{found[way]['gap_points']:.1f}" for way in ("linkage", "five_keys")),
        ]
        for name, found in quality.items()
        if "five_keys" in found
    ]
    head = [f"{part}, {way}" for part in ("Precision", "Recall", "F1", "Gap, points") for way in ("model", "five keys")]
    named = first["calibration"]["named"]
    calibration = (
        f" Brier score on named pairs kept for it: raw {named['brier_raw']:.5f}, calibrated {named['brier']:.5f}."
        if named["brier"] is not None
        else ""
    )
    return (
        f"## Linkage\n\nThe synthetic national extracts of {got['people']:,} people, {got['make']['records']:,} records"
        " in four departments, and FEBRL 4. Thresholds come from pairs that an identifier labels, never from the truth."
        f" Machine: {got['machine']}.\n\n"
        + _table(["", "Measured", "Bar"], bars)
        + f"\nProcessor time: {first['processor_seconds']:.0f} s to train and link, {frozen['processor_seconds']:.0f}"
        f" s with the kept model; {later['new_records']:,} new records joined to the rest in {later['seconds']:.0f} s."
        f"{calibration} Beside a five-key deterministic baseline, over pairs of records:\n\n"
        + _table(["Departments", *head], pairs)
    )


def _truth(got: dict[str, Any]) -> str:
    rows = [
        [
            f"{one['outcome_id']} ({one['definition_version']})",
            one["breakdown"],
            f"{one['counted']:,}",
            f"{one['no_longer']:,}",
            *("-" if one[side] is None else f"{one[side]:.2f}" for side in ("true", "defects", "linked")),
            *((f"{one['difference']:+.2f}", f"{one['bound']:.2f} ± {one['chance']:.2f}") if "bound" in one else "--"),
        ]
        for one in got["figures"]
    ]
    head = ["Outcome", "Group", "Counted", "Lost", "True", "With defects", "And linked", "By linkage", "Apart"]
    return (
        f"## Against the truth\n\n{got['people']:,} made-up people, England, all years together, in percent: extracts"
        " without defects linked by the answer sheet, extracts with defects linked by it, and these linked as real ones"
        " are. What linkage does is the difference of the last two, in points. Apart: the share of such people, in a"
        " study of others, whose records of the departments that an answer rests on are not together and alone, with"
        " two standard errors. Lost: who is counted in the group no longer. Of at least 100 counted, differences beyond"
        f" what is apart: **{got['beyond']}** of {got['judged']} (goal: none). Machine: {got['machine']}.\n\n"
        + _table(head, rows)
    )


def _mart(got: dict[str, Any]) -> str:
    sizes = got["sizes"]
    first, last = sizes[0], sizes[-1]
    times = f"{last['people'] / first['people']:.0f} times as many"
    return (
        "## The longitudinal mart\n\nSynthetic people, all years: taken in, linked, and built whole on each engine,"
        " tests of the data included; then one monthly NCCIS return more, and then a year's learner record that stands"
        " for its first return. Of PostgreSQL the processor time of its server is counted; the hashes of all"
        f" {last['marts']} marts were the same. Machine: {got['machine']}.\n\n"
        + "\n".join(_mart_of(size) for size in sizes)
        + f"\nFor {last['people']:,} people, {times} as {first['people']:,}, the build took"
        f" {got['growth']['duckdb']:.1f} times the processor time on DuckDB and {got['growth']['postgres']:.1f} times"
        " on PostgreSQL (goal for ten times as many: 11).\n"
    )


def _mart_of(got: dict[str, Any]) -> str:
    """Of so many people: each stage, and the ratios that have a goal."""
    rows = [
        [
            stage,
            f"{one['seconds']:,.0f}",
            f"{one['processor_seconds']:,.0f}",
            f"{one['peak_mb']:,.0f} MB",
            f"{one['disk_mb']:,.0f} MB" if one["disk_mb"] is not None else "",
        ]
        for stage, one in got["stages"].items()
    ]
    ratios = got["ratios"]
    return (
        f"### {got['people']:,} people\n\n{got['rows']:,} rows; one more month {got['month_rows']:,}, the restated year"
        f" {got['restated_rows']:,}.\n\n"
        + _table(["Stage", "Seconds", "Processor seconds", "Peak memory of a process", "On disk"], rows)
        + f"\nProcessor time of PostgreSQL over DuckDB: **{ratios['postgres_over_duckdb']:.2f}** (goal: 3.5, aim 2.5)."
        + "".join(
            f" {later} over the whole build: {ratios[f'{name}_duckdb']:.2f} on DuckDB,"
            f" {ratios[f'{name}_postgres']:.2f} on PostgreSQL (goal: {goal})."
            for name, later, goal in (
                ("month", "One more month", 0.15),
                ("restated", "A restated year of learning", 0.4),
            )
        )
        + "\n"
    )


def _protection(got: dict[str, Any]) -> str:
    rows = [
        [
            rule,
            f"{one['protect_seconds'] + one['treat_seconds']:.1f}",
            f"{one['attack_seconds']:.1f}",
            f"{one['peak_mb']:,.0f} MB",
            f"{100 * one['hidden']:.0f}%",
            f"{one['mean_error']:.2f}",
            f"{one['exact']:,}",
            f"{one['within_one']:,}",
        ]
        for rule, one in got["rules"].items()
    ]
    keyed = next(iter(got["rules"].values()))
    head = ["Rule", "Protect", "Attack", "Peak memory", "Hidden", "Mean error", "Recovered", "To within one"]
    return (
        f"## Disclosure control\n\nEvery published count of linked people, of {got['people']:,} made-up people:"
        f" {keyed['cells']:,} cells with anybody in them, {keyed['sensitive']:,} sensitive (from 1 to 9, and who is"
        " in a denominator but not in its numerator). Protected with noise, then those shown without it that the attack"
        f" found ({keyed['treated']:,}), then attacked by every sum. Goals for a million, in processor seconds: 5, 30;"
        f" below 1 GB; a mean error of at most 2.0; nothing recovered. Machine: {got['machine']}.\n\n"
        + _table(head, rows)
    )


def _suppression(got: dict[str, Any]) -> str:
    rows = [
        [
            rule,
            f"{one['seconds']:.1f}",
            f"{100 * one['hidden']:.0f}%",
            f"{one['mean_error']:.2f}",
            f"{one['exact']:,}",
            f"{one['within_one']:,}",
        ]
        if one
        else [rule, "not in ten minutes", *["-"] * 4]
        for rule, one in got["rules"].items()
    ]
    keyed = next(iter(got["rules"].values()))
    head = ["Rule", "Seconds", "Hidden", "Mean error", "Recovered", "To within one"]
    return (
        f"## One table, beside optimal suppression\n\n{got['people']:,} made-up young people by council, SEN and sex,"
        f" with regions and totals: {keyed['cells']:,} cells, {keyed['sensitive']:,} of them from 1 to 9. tau-ARGUS,"
        " the tool that statistical offices hide cells with (the open build `pytauargus`, with HiGHS), hides what is"
        " small and, around it, what would give it away; all else it shows exactly. It takes it that a hidden cell"
        " may be empty, which a reader knows it is not: without that, none is recovered. Seconds are of the processor."
        f" Machine: {got['machine']}.\n\n" + _table(head, rows)
    )


def _drop(got: dict[str, Any]) -> str:
    return (
        "## From a dropped file to the page\n\nEverything running, Airflow included, with every other published extract"
        f" taken in. `pathways up` on an empty folder until the release stands: {got['up_seconds']:.0f} s (goal: 240)."
        f" The NEET file dropped until the page shows it: median **{got['drop_to_page_seconds']:.1f} s**, slowest"
        f" {got['slowest_drop_seconds']:.1f} s (goal: below 15). Machine: {got['machine']}.\n"
    )


def _serving(got: dict[str, Any]) -> str:
    rows = [
        [
            name.rsplit(" ", 1)[0],
            str(found["users"]),
            f"{found['p50_ms']:,.0f} ms",
            f"{found['p95_ms']:,.0f} ms",
            f"{found['requests_per_second']:.1f}",
            str(found["failures"]),
        ]
        for name, found in got.items()
        if isinstance(found, dict) and "users" in found
    ]
    seen = [
        [
            name.replace("browser ", ""),
            f"{found['lcp_ms']:,.0f} ms",
            f"{found['cls']:.3f}",
            f"{found['script_bytes'] / 1000:,.0f} KB",
            str(len(found["other_hosts"])),
            str(len(found["policy_violations"])),
        ]
        for name, found in got.items()
        if isinstance(found, dict) and "lcp_ms" in found
    ]
    return (
        "## The page\n\nPeople who each think about five seconds between two filter changes; a change is the page and"
        " everything its charts ask for. The same release and choices in Streamlit, in the same run. Load and server"
        f" share the machine: {got['machine']}.\n\n"
        + _table(["Page", "Users", "p50", "p95", "Changes a second", "Failed"], rows)
        + "\nOne cold visit in Chromium at 1280 pixels (goals: largest paint 500 ms, shift 0.05, script 750 KB):\n\n"
        + _table(["Page", "Largest paint", "Layout shift", "Script", "Other hosts", "Policy violations"], seen)
    )
