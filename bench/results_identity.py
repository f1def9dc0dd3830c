"""Tables of RESULTS.md on identity: leads cleaned, people joined, accounts matched."""

from collections.abc import Iterator

from child import Figures
from results_compared import failed, micros, table


def clean_lines(figures: Figures) -> Iterator[str]:
    if "error" in figures:
        yield failed(figures)
        return
    yield (
        f"{figures['n_calls']:,} untidy leads of twelve fields, no two alike; microseconds."
        " Goal: p99 under 2,000."
    )
    yield ""
    titles = ("p50", "p95", "p99", "p99 of CPU time", "p99 with enrichment")
    names = ("p50_us", "p95_us", "p99_us", "cpu_p99_us", "enriched_p99_us")
    yield from table(("call", *titles), [("`clean_lead`", *micros(figures, names))])


def accounts_lines(figures: Figures) -> Iterator[str]:
    if "error" in figures:
        yield failed(figures)
        return
    yield (
        f"{figures['n_leads']:,} leads against {figures['n_accounts']:,} accounts on disk, and in"
        " memory; milliseconds from the lead as it came to the decision. Goal: p99 under 20."
    )
    yield ""
    names = ("p50_ms", "p95_ms", "p99_ms", "cpu_p99_ms", "candidates_per_lead")
    titles = ("p50", "p95", "p99", "p99 of CPU time", "compared", "precision", "right", "build s")
    rows = [
        (
            name,
            *(f"{item[key]:.2f}" for key in names),
            f"{item['precision']:.4f}",
            f"{item['right_rate']:.1%}",
            f"{item['build_seconds']:.0f}",
        )
        for name, item in figures["stores"].items()
    ]
    yield from table(("", *titles), rows)


def people_online_lines(figures: Figures) -> Iterator[str]:
    if "error" in figures:
        yield failed(figures)
        return
    yield (
        f"{figures['n_leads']:,} leads, half of them known, against {figures['n_people']:,} people"
        f" on disk; milliseconds from the lead as it came to the match. Goal: p99 under 20."
    )
    yield ""
    names = ("p50_ms", "p95_ms", "p99_ms", "cpu_p99_ms")
    titles = ("p50", "p95", "p99", "p99 of CPU time", "compared, p50", "compared, p99")
    titles += ("SAME: precision", "recall", "POSSIBLE", "leads with a crowded key", "load before")
    rows = [
        (
            name,
            *(f"{item[key]:.2f}" for key in names),
            f"{item['n_compared_p50']:.0f}",
            f"{item['n_compared_p99']:.0f}",
            f"{item['same_precision']:.4f}",
            f"{item['same_recall']:.4f}",
            f"{item['possible_rate']:.1%}",
            f"{item['crowded_rate']:.0%}",
            f"{item['load_before']:.1f}",
        )
        for name, item in figures["measured"].items()
    ]
    yield from table(("", *titles), rows)


def people_batch_lines(figures: Figures) -> Iterator[str]:
    failed = [item for item in figures.get("measured", {}).values() if "error" in item]
    if "error" in figures or failed:
        yield failed(figures if "error" in figures else failed[0])
        return
    loads = ", ".join(f"{load:.1f}" for load in figures["load_before_each"])
    yield (
        f"{figures['n_records']:,} records, {figures['runs']} run(s) of each; DuckDB's"
        f" memory limit {figures['memory_limit']}; load of the machine before each run: {loads}."
        " Goal: `dedupe_people` within 1.3 times Splink bare. It takes "
        + "; ".join(
            f"{ratio:.2f} times {name} ({figures['ratios_cpu'][name]:.2f} in CPU time)"
            for name, ratio in figures["ratios_wall"].items()
        )
        + "."
    )
    yield ""
    titles = ("", "wall s", "CPU s", "peak memory MB", "pairs", "precision", "recall")
    rows = [
        (
            name,
            f"{item['wall_seconds']:,.1f}",
            f"{item['cpu_seconds']:,.1f}",
            f"{item['peak_memory_bytes'] / 1e6:,.0f}",
            f"{item['n_pairs']:,.0f}",
            f"{item['precision']:.4f}",
            f"{item['recall']:.4f}",
        )
        for name, item in figures["measured"].items()
    ]
    yield from table(titles, rows)
