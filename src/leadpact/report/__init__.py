"""The scorecard for people: numbers with their readings, as plain values, JSON and one HTML page.

Nothing here reads data: `storage` executes the relations of `measure` and gives their rows.
"""

from leadpact.report.data_quality import identity_lines
from leadpact.report.document import scorecard_json, summary_lines, write_scorecard
from leadpact.report.page import scorecard_html
from leadpact.report.scorecard import Scorecard, build_scorecard

__all__ = [
    "Scorecard",
    "build_scorecard",
    "identity_lines",
    "scorecard_html",
    "scorecard_json",
    "summary_lines",
    "write_scorecard",
]
