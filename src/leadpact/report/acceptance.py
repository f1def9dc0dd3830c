"""The section on what sales accepted, and how long each step took."""

from leadpact.report.labels import STEPS
from leadpact.report.measured import Measured, Row
from leadpact.report.numbers import format_count, format_days, format_percent
from leadpact.report.rate import rate_of
from leadpact.report.scorecard import AcceptanceCounts, Delay


def build_acceptance(measured: Measured) -> AcceptanceCounts:
    """Build the section; delays are shown even where no decision is recorded."""
    row = measured.rows["acceptance"][0]
    accepted = rate_of(row["n_accepted"], row["n_accepted"] + row["n_rejected"])
    delays = tuple(_delay(item) for item in _in_order(measured.rows["delays"]) if item["n"])
    missing = ""
    if not row["n_opportunities"]:
        missing = "The data hold no opportunities, so what sales accepted is not known."
    elif not accepted.of:
        missing = "The data do not record which opportunities sales accepted."
    return AcceptanceCounts(
        reading="" if missing else _reading(row, delays),
        missing=missing,
        n_opportunities=row["n_opportunities"],
        accepted=accepted,
        n_rejected=row["n_rejected"],
        n_undecided=row["n_undecided"],
        delays=delays,
    )


def _reading(row: Row, delays: tuple[Delay, ...]) -> str:
    n_decided = row["n_accepted"] + row["n_rejected"]
    share = format_percent(row["n_accepted"] / n_decided)
    texts = [
        (
            f"Sales accepted {format_count(row['n_accepted'])} of the {format_count(n_decided)} "
            f"opportunities it decided on ({share})."
        )
    ]
    if row["n_undecided"]:
        texts.append(f"{format_count(row['n_undecided'])} wait for a decision.")
    waits = [delay for delay in delays if delay.step == "OPENED_TO_DECIDED"]
    if waits:
        texts.append(f"Half of the decisions came within {format_days(waits[0].median_days)}.")
    return " ".join(texts)


def _in_order(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: list(STEPS).index(row["step"]))


def _delay(row: Row) -> Delay:
    spread = {
        name: None if row[name] is None else round(row[name], 2)
        for name in (
            "shortest_days",
            "first_quartile_days",
            "median_days",
            "third_quartile_days",
            "longest_days",
        )
    }
    return Delay(step=row["step"], label=STEPS[row["step"]], n=row["n"], **spread)
