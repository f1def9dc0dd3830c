"""The scorecard as JSON: the same numbers as the page, keys always in the same order."""

import json
from dataclasses import asdict
from typing import Any

from leadpact.report.scorecard import Scorecard

SPEC = 1
"""The version of the document's shape; it grows when a key changes its meaning."""


def scorecard_document(scorecard: Scorecard) -> dict[str, Any]:
    """Return the scorecard as plain values, as they are in the JSON document."""
    return {"spec": SPEC, **asdict(scorecard)}


def scorecard_json(scorecard: Scorecard) -> str:
    """Return the scorecard as a JSON document that ends with a newline.

    The same scorecard gives the same bytes.
    """
    return json.dumps(scorecard_document(scorecard), ensure_ascii=False, indent=2) + "\n"
