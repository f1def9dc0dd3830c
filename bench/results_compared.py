"""Tables of what is compared with another revision: its size, and how fast it decides."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from child import Figures

SIZES = {
    "files": "files",
    "lines": "lines",
    "statements": "statements on the syntax tree, docstrings left out",
    "functions": "functions",
    "functions_over_40": "functions over 40 lines",
    "classes": "classes",
    "docstring_lines": "lines of docstrings",
    "docstring_words": "words of docstrings",
    "comment_lines": "lines of comment",
    "comments_at_code": "comments behind code",
    "comment_words": "words of comments",
    "files_over_250": "files over 250 lines",
    "files_over_400": "files over 400 lines",
}
"""What is counted of the source, in the words of the table."""

QUANTILES = {"p50_us": "p50", "p99_us": "p99", "cpu_p99_us": "p99 of CPU time"}


def compared_sections(kept: dict[str, Figures]) -> Iterator[str]:
    """Yield the sections of RESULTS.md that compare this checkout with another."""
    for name, (title, lines_of) in SECTIONS.items():
        if name in kept:
            figures = kept[name]["figures"]
            yield from ("", f"## {title}", "")
            yield from [failed(figures)] if "error" in figures else lines_of(figures)


def failed(figures: Figures) -> str:
    """Say why there are no figures."""
    return f"The measurement {figures['error']}."


def size_lines(figures: Figures) -> Iterator[str]:
    """Yield how much source there is, beside the revision where there is one."""
    now, before = figures["now"], figures.get("before")
    if before is None:
        yield from table(("", "now"), [(SIZES[key], f"{now[key]:,}") for key in SIZES])
    else:
        rows = [
            (SIZES[key], f"{before[key]:,}", f"{now[key]:,}", f"{now[key] - before[key]:+,}")
            for key in SIZES
        ]
        yield from table(("", figures["revision"], "now", "difference"), rows)
    sides = [("now", now)] if before is None else [(figures["revision"], before), ("now", now)]
    for name, counts in sides:
        largest = (f"`{file}` {n_lines}" for file, n_lines in counts["largest"])
        yield from ("", f"The largest files, {name}: {', '.join(largest)}.")


def against_lines(figures: Figures) -> Iterator[str]:
    """Yield the ratios to the other checkout: above 1, this one is slower."""
    yield (
        f"{figures['n_pairs']} pairs of runs in turns, {figures['base']} first; microseconds, the"
        " median of the runs. The ratio is here to there within a pair: median, least and most."
    )
    if not figures["are_inputs_equal"]:
        yield ""
        yield "**The two were not given the same inputs: the ratios mean nothing.**"
    yield ""
    rows = [
        (f"`{call}`", QUANTILES[quantile], *_ratio_cells(values))
        for call, measured in figures["measured"].items()
        for quantile, values in measured.items()
    ]
    titles = ("call", "quantile", figures["base"], "here", "ratio", "least", "most")
    yield from table(titles, rows)


def _ratio_cells(values: Figures) -> Iterator[str]:
    yield from (f"{values[name]:,.0f}" for name in ("base_us", "here_us"))
    yield from (f"{values[name]:.2f}" for name in ("ratio", "least", "most"))


SECTIONS: Mapping[str, tuple[str, Callable[[Figures], Iterator[str]]]] = {
    "against": ("Deciding, against an earlier commit", against_lines),
    "size": ("Size of the source", size_lines),
}


def table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield a Markdown table whose columns, but the first, are aligned to the right."""
    yield f"| {' | '.join(titles)} |"
    yield f"| --- |{' ---: |' * (len(titles) - 1)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def micros(values: Figures, names: Sequence[str]) -> list[str]:
    """Return figures of microseconds as cells of a table."""
    return [f"{values[name]:,.0f}" for name in names]
