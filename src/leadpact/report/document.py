"""The scorecard as JSON, as ten lines of plain text for a terminal, and as files.

The JSON has the same numbers as the page, keys always in the same order. `run.json` says what was
run to make them.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from leadpact.outputs import Output
from leadpact.pact.ruleset import Ruleset
from leadpact.report.page import scorecard_html
from leadpact.report.scorecard import Scorecard, build_scorecard, scorecard_document
from leadpact.report.section import Row
from leadpact.report.words import SPACE, format_count, number_of

N_LINES = 10


def scorecard_json(scorecard: Scorecard) -> str:
    """Return the scorecard as a JSON document that ends with a newline.

    The same scorecard gives the same bytes.
    """
    return _json_text(scorecard_document(scorecard))


def _json_text(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, indent=2) + "\n"


def write_scorecard(
    output: Output,
    rows: Mapping[str, list[Row]],
    ruleset: Ruleset,
    *,
    as_of: datetime,
    n_rows: Mapping[str, int] | None = None,
    identity: Mapping[str, Any] | None = None,
) -> Scorecard:
    """Build a scorecard by `build_scorecard`, write its files and return it."""
    scorecard = build_scorecard(rows, ruleset, as_of=as_of, n_rows=n_rows, identity=identity)
    output.write_text("scorecard.json", scorecard_json(scorecard))
    output.write_text("scorecard.html", scorecard_html(scorecard))
    # Enough to run it again and get the same.
    ran = {
        "pact": ruleset.name,
        "fingerprint": ruleset.fingerprint,
        "as_of": as_of.isoformat(),
        "n_rows": n_rows,
    }
    output.write_text("run.json", _json_text(ran))
    return scorecard


def summary_lines(scorecard: Scorecard) -> list[str]:
    """Return the scorecard as at most ten lines of plain text.

    The first line names the pact and the day, the last counts what the data could not answer.
    """
    lines = [line.replace(SPACE, " ") for line in _lines(scorecard)]
    last = f"{number_of(len(scorecard.gaps), 'thing')} the data could not answer."
    return [*lines[: N_LINES - 1], last]


def _lines(scorecard: Scorecard) -> Iterator[str]:
    about = scorecard.about
    yield f"{about.pact}, as of {about.as_of_label} (pact {about.fingerprint[:12]})"
    stages = [stage for stage in scorecard.funnel.stages if stage.is_seen]
    if stages:
        yield " > ".join(f"{stage.label} {format_count(stage.n_reached)}" for stage in stages)
    yield from (headline.reading for headline in scorecard.headlines)
    yield from (target.reading for target in scorecard.targets.rows)
    yield scorecard.gates.reading or scorecard.gates.missing
