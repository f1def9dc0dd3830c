"""The files of a scorecard: one page, its JSON, and what was run to make them."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from leadpact.outputs import Output
from leadpact.pact.ruleset import Ruleset
from leadpact.report.build import build_scorecard
from leadpact.report.document import scorecard_json
from leadpact.report.measured import Row
from leadpact.report.page import scorecard_html
from leadpact.report.scorecard import Scorecard


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
    output.write_text("run.json", _run_text(ruleset, as_of, n_rows))
    return scorecard


def _run_text(ruleset: Ruleset, as_of: datetime, n_rows: Mapping[str, int] | None) -> str:
    """Return what was run: enough to run it again and get the same."""
    values: dict[str, Any] = {
        "pact": ruleset.name,
        "fingerprint": ruleset.fingerprint,
        "as_of": as_of.isoformat(),
        "n_rows": n_rows,
    }
    return json.dumps(values, indent=2, ensure_ascii=False) + "\n"
