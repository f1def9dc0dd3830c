"""The section on why points were given: what each rule did."""

from leadpact.report.labels import rule_label
from leadpact.report.measured import Measured, Row
from leadpact.report.numbers import format_count, format_points
from leadpact.report.rate import rate_of
from leadpact.report.scorecard import Points, RuleRow


def build_points(measured: Measured) -> Points:
    """Build the section: by score, the rule that moved most points first."""
    ruleset = measured.ruleset
    if not ruleset.scores:
        return Points("", "The pact gives no points.", ())
    order = [score.name for score in ruleset.scores]
    rows = [_row(measured, row) for row in measured.rows["points"]]
    rows.sort(key=lambda row: (order.index(row.score), not row.rule_id, -abs(row.points)))
    if not rows:
        return Points("", "No rule of the pact gave a point to any lead.", ())
    return Points(_reading(rows, _n_silent(measured, rows)), "", tuple(rows))


def _row(measured: Measured, row: Row) -> RuleRow:
    score = measured.ruleset.score(row["score"])
    points = row["millipoints"] / 1000
    return RuleRow(
        score=score.name,
        score_label=score.label[:1].upper() + score.label[1:],
        rule_id=row["rule_id"],
        label=rule_label(measured.ruleset, score.name, row["rule_id"], row["code"]),
        touched=rate_of(row["n_leads"], measured.n_leads),
        points=points,
        points_per_lead=round(points / row["n_leads"], 3),
    )


def _n_silent(measured: Measured, rows: list[RuleRow]) -> int:
    """Count the rules that touched no lead."""
    reached = {(row.score, row.rule_id) for row in rows}
    scores = measured.ruleset.scores
    rules = {(score.name, rule.rule_id) for score in scores for rule in score.condition_rules}
    rules |= {(score.name, rule.rule_id) for score in scores for rule in score.activity_rules}
    return len(rules - reached)


def _reading(rows: list[RuleRow], n_silent: int) -> str:
    ruled = [row for row in rows if row.rule_id]
    texts = []
    if ruled:
        most = max(ruled, key=lambda row: abs(row.points))
        texts.append(
            f"“{most.label}” moved most: {format_points(most.points)} points over "
            f"{format_count(most.touched.n)} leads."
        )
    if n_silent:
        texts.append(
            "1 rule touches no lead at all."
            if n_silent == 1
            else f"{format_count(n_silent)} rules touch no lead at all."
        )
    if any(row.rule_id == "" for row in rows):
        texts.append("What a score's range held back is shown as a line of its own.")
    return " ".join(texts)
