"""The scorecard's section on points where a pact adds scores, or groups rules."""

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


def test_what_a_group_of_rules_held_back_is_a_line_of_its_own() -> None:
    grouped = PACT.replace("range: [0, 100]", "groups: {size: {take: best, label: company size}}")
    grouped = grouped.replace("points: 30}", "points: 30, group: size}")
    limit = {"score": "fit", "rule_id": "size", "code": "GROUP_LIMIT", "n_leads": 9}
    points = [*rows()["points"], limit | {"millipoints": -20_000_000}]
    section = scorecard(grouped, points=points).points
    assert [(row.label, row.points) for row in section.rows[-2:]] == [
        ("Company size: only the best rule counts", -20_000.0),
        ("Range: held between 0 and 100", -12.5),
    ]
    assert "“Right size” moved most" in section.reading
    assert "What a group of rules held back is shown as a line of its own." in section.reading


def test_what_a_nightly_floor_gives_back_comes_after_the_rules() -> None:
    points = [
        entry("", "NIGHTLY_FLOOR", 90_000_000),
        *rows()["points"],
        entry("fit", "SCORE_ADDED", 18_875_500),
    ]
    total = WITH_TOTAL.replace("range: [0, 50]", "nightly_floor: 0")
    section = scorecard(total, points=points).points
    assert [row.points for row in section.rows[-2:]] == [18_875.5, 90_000.0]
    assert "“Right size” moved most" in section.reading
