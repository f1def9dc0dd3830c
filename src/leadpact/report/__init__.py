"""The scorecard for people: numbers with their readings, as plain values, JSON and one HTML page.

Nothing here reads data: `storage` executes the relations of `measure` and gives their rows.
"""

from leadpact.report.build import build_scorecard
from leadpact.report.document import scorecard_json
from leadpact.report.page import scorecard_html
from leadpact.report.scorecard import Scorecard
from leadpact.report.summary import summary_lines
from leadpact.report.write import write_scorecard

__all__ = [
    "Scorecard",
    "build_scorecard",
    "scorecard_html",
    "scorecard_json",
    "summary_lines",
    "write_scorecard",
]
