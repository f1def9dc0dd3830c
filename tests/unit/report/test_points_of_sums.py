"""The scorecard's section on points where a pact adds scores."""

from typing import Any

from scorecard_rows import PACT, rows, scorecard

WITH_TOTAL = PACT.replace(
    "gates:\n", "  total: {sum_of: {fit: 2}, label: All of it, range: [0, 50]}\ngates:\n", 1
)


def entry(rule_id: str, code: str, millipoints: int) -> dict[str, Any]:
    return {
        "score": "total",
        "rule_id": rule_id,
        "code": code,
        "n_leads": 400,
        "millipoints": millipoints,
    }


def test_a_sum_lists_its_scores_with_their_weights_after_the_rules() -> None:
    points = [
        *rows()["points"],
        entry("", "RANGE_LIMIT", -3_000_000),
        entry("fit", "SCORE_ADDED", 18_875_500),
    ]
    section = scorecard(WITH_TOTAL, points=points).points
    assert [(row.score_label, row.label, row.points) for row in section.rows[-2:]] == [
        ("All of it", "2 × Fit", 18_875.5),
        ("All of it", "Range: held between 0 and 50", -3_000.0),
    ]
    assert "“Right size” moved most" in section.reading
    assert "1 rule touches no lead at all" in section.reading
