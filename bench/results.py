"""RESULTS.md: the figures of all measurements as tables. Nothing is measured here."""

from collections.abc import Iterator, Sequence

import suite
from child import Figures
from results_compared import compared_sections, failed, micros, table
from results_identity import accounts_lines, clean_lines, people_batch_lines, people_online_lines

Rows = Sequence[Sequence[str]]

GOALS = {"scoring: ledger": 8.0, "first qualification": 15.0}
"""Times the floor that we aim for."""

PLAIN = {"scoring: ledger": 34.0, "first qualification": 55.0}
"""Times the floor that thirty rules as thirty columns took."""

CHAINS = {
    "scoring: ledger": ("scan", "activities", "firings", "rule points", "scoring: ledger"),
    "first qualification": ("scan", "activities", "possible moments", "first qualification"),
}
"""Measurements each of which contains the work of the one before."""


def render_results(kept: dict[str, Figures]) -> str:
    """Return RESULTS.md from what `run.py` kept."""
    batches = [item for name, item in kept.items() if name.startswith("batch")]
    lines = ["# Results", "", *_introduction()]
    lines += _machines(kept)
    first = (
        ("decide", "One lead", _decide),
        ("compile", "A pact of 200 rules", _compile),
        ("start-up", "Start-up", _start_up),
    )
    for name, title, render in first:
        if name in kept:
            lines += ["", f"## {title}", "", *render(kept[name]["figures"])]
    if batches:
        lines += ["", "## All leads", ""]
        lines += [*_ratios(batches), ""]
        for item in batches:
            lines += ["", *_batch(item["figures"]), *_note(item["figures"])]
        lines += ["", "## Where the time goes", "", *_where(batches)]
    if "files" in kept:
        lines += ["", "## Files", "", *_files(kept["files"]["figures"])]
    if "business-time" in kept:
        lines += ["", "## Business time", "", *_business_time(kept["business-time"]["figures"])]
    if "follow-up" in kept:
        lines += ["", "## What follows from a command", ""]
        lines += _follow_up(kept["follow-up"]["figures"])
    if "replay" in kept:
        lines += ["", "## A history replayed", "", *_replay(kept["replay"]["figures"])]
    if "clean" in kept:
        lines += ["", "## One lead cleaned", "", *clean_lines(kept["clean"]["figures"])]
    if "people-online" in kept:
        lines += ["", "## One new lead among many people", ""]
        lines += people_online_lines(kept["people-online"]["figures"])
    if "accounts" in kept:
        lines += [
            "",
            "## The account of one new lead",
            "",
            *accounts_lines(kept["accounts"]["figures"]),
        ]
    if "people-batch" in kept:
        lines += [
            "",
            "## Duplicates in a batch",
            "",
            *people_batch_lines(kept["people-batch"]["figures"]),
            *_note(kept["people-batch"]["figures"]),
        ]
    lines += compared_sections(kept)
    lines += _suite(kept)
    return "\n".join(lines) + "\n"


def _suite(kept: dict[str, Figures]) -> Iterator[str]:
    if "suite" in kept:
        yield from ("", "## What `make check` takes", "")
        yield from suite.render(kept["suite"]["figures"])


def _introduction() -> list[str]:
    return [
        "Written by `make bench`; what each number means is in [README.md](README.md).",
    ]


def _machines(kept: dict[str, Figures]) -> Iterator[str]:
    """Tell what was run when and on what; one table for each different machine."""
    machines: dict[str, dict[str, str]] = {}
    for item in kept.values():
        machines[str(item["machine"])] = item["machine"]
    for facts in machines.values():
        yield ""
        yield from table((" ", "machine"), [(label, text) for label, text in facts.items()])
    yield ""
    yield from table(
        ("measured on (UTC)", "command"),
        [(item["measured_on"], f"`{item['command']}`") for item in kept.values()],
    )


def _decide(figures: Figures) -> Iterator[str]:
    if "error" in figures:
        yield failed(figures)
        return
    yield (
        f"{figures['n_leads']} different leads with {figures['n_activities']} activities each,"
        f" 30 rules, {figures['n_calls']:,} calls of each function; microseconds. Goal: p99 of"
        f" `judge_lead` under 1,000. The first call of the process took"
        f" {figures['first_call_us']:,.0f}. {figures['qualified_rate']:.0%} of the leads qualify."
    )
    yield ""
    names = ("p50_us", "p95_us", "p99_us", "cpu_p99_us", "slowest_lead_p50_us")
    titles = ("p50", "p95", "p99", "p99 of CPU time", "median of the slowest lead")
    calls = figures["calls"].items()
    yield from table(
        ("call", *titles), [(f"`{call}`", *micros(values, names)) for call, values in calls]
    )
    yield ""
    decide, score = (figures["calls"][name]["p50_us"] for name in ("judge_lead", "score_lead"))
    yield (
        f"Of the median decision, reading the history and explaining every point takes"
        f" {score:,.0f}, replaying the gate over all moments {decide - score:,.0f}."
    )
    yield ""
    yield "`judge_lead` by the sort of lead:"
    yield ""
    rows = [
        (name, str(item["n_leads"]), f"{item['qualified_rate']:.0%}", *micros(item, names))
        for name, item in figures["profiles"].items()
    ]
    yield from table(("leads", "n", "qualified", *titles), rows)


def _follow_up(figures: Figures) -> Iterator[str]:
    if "error" in figures:
        yield failed(figures)
        return
    yield (
        f"{figures['n_leads']} leads with {figures['n_activities']} activities each, 30 rules,"
        f" {figures['n_reps']} reps; `decide` on what happens to them, microseconds. Goal: p99 of"
        " all decisions under 2,000. Those left alone are 40 leads that nobody touched for a"
        " year: they went from rep to rep."
    )
    yield ""
    names = ("p50_us", "p95_us", "p99_us", "cpu_p99_us")
    rows = [("all", figures["all"]), *figures["commands"].items()]
    rows.append(("left alone", figures["left_alone"]))
    yield from table(
        ("what happened", "n", "p50", "p95", "p99", "p99 of CPU time"),
        [(name, f"{item['n']:,}", *micros(item, names)) for name, item in rows],
    )


def _replay(figures: Figures) -> Iterator[str]:
    if "error" in figures:
        yield failed(figures)
        return
    yield (
        f"{figures['n_leads']:,} leads with {figures['n_activities']:,} activities and"
        f" {figures['n_touches']:,} touches, replayed under examples/saas-follow-up:"
        f" {figures['n_came']:,} came, {figures['n_decisions']:,} decisions,"
        f" {figures['n_clocks']:,} clocks. {figures['wall_seconds']:.1f} s, the median of"
        f" {figures['n_runs']} runs, reading included; at most"
        f" {figures['peak_bytes'] / 2**30:.1f} GiB. Goal: a million activities of 50,000 leads in"
        " 60 s."
    )


def _compile(figures: Figures) -> Iterator[str]:
    if "error" in figures:
        yield failed(figures)
        return
    yield (
        f"From text ({figures['n_lines']} lines) to ruleset, {figures['n_runs']} runs after the"
        f" first: median {figures['p50_ms']:.1f} ms, p95 {figures['p95_ms']:.1f} ms; the first run"
        f" of the process {figures['first_ms']:.1f} ms. Goal: under 100 ms."
    )
    if full := figures.get("full"):
        yield ""
        yield (
            f"As many rules in a pact that uses every construct of the language ({full['n_lines']}"
            f" lines): median {full['p50_ms']:.1f} ms, p95 {full['p95_ms']:.1f} ms. Goal: under"
            " 100 ms."
        )


def _start_up(figures: Figures) -> Iterator[str]:
    if "error" in figures:
        yield failed(figures)
        return
    yield (
        f"Processor time, medians of {figures['n_runs']} runs: `import typer, rich`"
        f" {figures['typer_rich_cpu_ms']:.0f} ms, `leadpact --help`"
        f" {figures['help_cpu_ms']:.0f} ms, {figures['help_by_typer_rich']:.1f} times that;"
        f" `leadpact --version` {figures['version_cpu_ms']:.0f} ms, `leadpact check --help`"
        f" {figures['check_help_cpu_ms']:.0f} ms. Goal: at most twice."
    )


def _ratios(batches: Sequence[Figures]) -> Iterator[str]:
    """Compare what was reached with the goal and with the plain way."""
    good = [item["figures"] for item in batches if "measured" in item["figures"]]
    sizes = [f"{figures['asked_for'] // 1_000_000} M" for figures in good]
    yield "Wall time as a multiple of the floor: DuckDB merely scanning and summing the activities"
    yield "by lead."
    yield ""
    rows = []
    for name, goal in GOALS.items():
        reached = [_ratio(figures, name) for figures in good]
        rows.append((name, f"{PLAIN[name]:.0f}", f"{goal:.0f}", *reached))
    yield from table(("", "plain trial", "goal", *sizes), rows)


def _batch(figures: Figures) -> Iterator[str]:
    if "error" in figures:
        yield failed(figures)
        return
    runs = "one run" if figures["runs"] == 1 else f"medians of {figures['runs']} runs"
    yield (f"### {figures['n_activities']:,} activities of {figures['n_leads']:,} leads")
    yield ""
    yield (
        f"{runs[0].upper()}{runs[1:]}; DuckDB's memory limit {figures['memory_limit']};"
        f" {figures['read_bytes'] / 1e6:,.0f} MB of Parquet."
    )
    yield ""
    titles = ["", "rows", "wall s", "of it fixed s", "CPU s", "× floor", "× floor, CPU"]
    titles += ["activities/s", "peak memory MB", "spilled MB"]
    rows = [_batch_row(name, item, figures) for name, item in figures["measured"].items()]
    yield from table(titles, rows)


def _batch_row(name: str, item: Figures, figures: Figures) -> tuple[str, ...]:
    if "error" in item:
        return (name, item["error"], *[""] * 8)
    return (
        name,
        f"{item['n_rows']:,.0f}",
        f"{item['wall_seconds']:,.2f}",
        f"{item['fixed_seconds'] or 0.0:,.2f}",
        f"{item['cpu_seconds']:,.2f}",
        _ratio(figures, name),
        _ratio(figures, name, "cpu_seconds"),
        f"{figures['n_activities'] / item['wall_seconds']:,.0f}",
        f"{item['peak_memory_bytes'] / 1e6:,.0f}",
        f"{item['spilled_bytes'] / 1e6:,.0f}",
    )


def _ratio(figures: Figures, name: str, clock: str = "wall_seconds") -> str:
    own = figures["measured"].get(name, {}).get(clock)
    floor = figures["measured"].get("floor", {}).get(clock)
    return f"{own / floor:.1f}" if own and floor else "–"


def _where(batches: Sequence[Figures]) -> Iterator[str]:
    """Split each result's wall time into what each of its parts adds to the one before."""
    yield "Each part contains the work of the ones above it and is folded to one row; what it adds"
    yield "is the difference. The last one also keeps its result as a table."
    for name, chain in CHAINS.items():
        rows = []
        for item in batches:
            seconds = _chain_seconds(item["figures"], chain)
            if seconds is not None:
                size = f"{item['figures']['asked_for'] // 1_000_000} M"
                rows.append((size, *_increments(seconds)))
        if rows:
            yield ""
            yield f"{name[0].upper()}{name[1:]}: seconds added, and their share of the whole."
            yield ""
            yield from table(("activities", *chain), rows)


def _chain_seconds(figures: Figures, chain: Sequence[str]) -> list[float] | None:
    measured = figures.get("measured", {})
    found = [measured.get(part, {}).get("wall_seconds") for part in chain]
    return None if None in found else found


def _increments(seconds: Sequence[float]) -> list[str]:
    added = [after - before for before, after in zip((0.0, *seconds), seconds, strict=False)]
    return [f"{part:,.2f} ({part / seconds[-1]:.0%})" for part in added]


def _files(figures: Figures) -> Iterator[str]:
    rows = [
        (step, *_file_cells(figures[step], "n_rows" in figures[step]))
        for step in ("simulate", "import")
    ]
    yield from table(("", "rows", "wall s", "CPU s", "rows/s", "peak memory MB"), rows)
    simulated, imported = figures["simulate"], figures["import"]
    if "n_activities" in simulated and "n_bytes" in imported:
        per_second = simulated["n_activities"] / simulated["wall_seconds"]
        yield ""
        yield (
            f"Simulated: {per_second:,.0f} activities/s, with all other tables. Imported:"
            f" {imported['n_bytes'] / 1e6:,.0f} MB of CSV."
        )


def _file_cells(item: Figures, is_whole: bool) -> tuple[str, ...]:
    if not is_whole:
        return (str(item.get("error", "not measured")), "", "", "", "")
    return (
        f"{item['n_rows']:,}",
        f"{item['wall_seconds']:,.2f}",
        f"{item['cpu_seconds']:,.2f}",
        f"{item['rows_per_second']:,}",
        f"{item['peak_memory_bytes'] / 1e6:,.0f}",
    )


def _business_time(figures: Figures) -> Iterator[str]:
    if "error" in figures:
        yield failed(figures)
        return
    yield (
        f"{figures['n_rows']:,} rows of four calendars, from Parquet to Parquet on DuckDB with"
        f" {figures['threads']} threads, beside the calendar in Python; seconds."
    )
    yield ""
    titles = ("", "relation", "Python", "rows that differ")
    rows = [
        (
            f"`{name}`",
            f"{item['relation_seconds']:.2f}",
            f"{item['python_seconds']:.2f}",
            f"{item['n_different']:,} of {item['python_rows']:,}",
        )
        for name, item in figures["measured"].items()
    ]
    yield from table(titles, rows)


def _note(figures: Figures) -> Iterator[str]:
    """Yield the note on figures that were not measured in one go."""
    if "note" in figures:
        yield ""
        yield str(figures["note"])
