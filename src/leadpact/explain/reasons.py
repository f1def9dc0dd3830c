"""What speaks most for a lead, in a few words, for a rep who is about to contact it."""

from collections.abc import Iterable
from dataclasses import dataclass

from leadpact.engine.scoring import LeadScore
from leadpact.pact.ruleset import MILLI, Ruleset
from leadpact.terms.reasons import RULE_CODES, JudgementReason, JudgementReasonCode


@dataclass(frozen=True, slots=True)
class TopReason:
    """What a rule gave: its words, the points, and the score by its label."""

    text: str
    points: float
    score: str


def top_reasons(
    scores: Iterable[LeadScore], ruleset: Ruleset, *, at_most: int = 3
) -> list[TopReason]:
    """Return the rules that gave a lead the most points, the strongest first."""
    labels = {item.name: item.label for item in ruleset.lead_scores}
    found = [
        (reason.millipoints, labels[score.name], reason)
        for score in scores
        if score.name in labels
        for reason in score.reasons
        if reason.code in RULE_CODES and reason.millipoints > 0
    ]
    found.sort(key=lambda item: (-item[0], item[1], item[2].rule_id))
    return [
        TopReason(_words(reason, ruleset), points / MILLI, label)
        for points, label, reason in found[:at_most]
    ]


def _words(reason: JudgementReason, ruleset: Ruleset) -> str:
    """Return the label of a rule; of one without, what it counts, else its id in words."""
    rules = (rule for score in ruleset.scores for rule in score.rules)
    rule = next(rule for rule in rules if rule.rule_id == reason.rule_id)
    if rule.label != rule.rule_id:
        return rule.label
    if reason.code is JudgementReasonCode.ACTIVITY_COUNTED:
        times = f", {reason.n_counted} times" if reason.n_counted > 1 else ""
        return f"{ruleset.activity_label(reason.field)}{times}"
    return rule.rule_id.replace("-", " ").replace("_", " ")
