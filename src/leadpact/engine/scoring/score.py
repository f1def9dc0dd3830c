"""Scores of one lead, and of its account, with every point explained.

Twin: `relational.score`.
"""

from collections.abc import Sequence
from datetime import datetime

from leadpact.engine.lead import Activity, Lead, Person, as_past, past_on_record
from leadpact.engine.scoring.activities import ActivityHistory
from leadpact.engine.scoring.groups import group_reasons
from leadpact.engine.scoring.history import contributions, floor_lift
from leadpact.engine.scoring.moment import (
    AccountScores,
    LeadScore,
    Moment,
    held_score,
    known_attributes,
)
from leadpact.engine.scoring.program import CompiledScore, Program, make_program
from leadpact.engine.scoring.sums import CompiledSum
from leadpact.pact.ruleset import MILLI, AccountScore, ActivityRule, Ruleset
from leadpact.terms.reasons import JudgementReason, JudgementReasonCode
from leadpact.terms.zone import epoch_seconds


def score_lead(
    lead: Lead,
    activities: Sequence[Activity],
    ruleset: Ruleset,
    *,
    as_of: datetime,
    colleagues: Sequence[Person] = (),
) -> dict[str, LeadScore]:
    """Score one lead at one moment.

    Parameters
    ----------
    lead
        The lead; its attributes as the pact names them.
    activities
        What it did, in any order; an activity id counts once, kinds not declared count nothing.
    ruleset
        The pact in force.
    as_of
        The moment, aware; activities after it do not count.
    colleagues
        The other leads of the same account, for account scores.

    Returns
    -------
    dict
        A score by name. Account scores are left out for a lead without an account.

    Raises
    ------
    NaiveDatetime
        Where a time has no zone.

    See Also
    --------
    leadpact.relational.score.score_leads : the twin over many leads.
    """
    program = make_program(ruleset)
    moment = moment_of(program, lead, activities, epoch_seconds(as_of), colleagues)
    return {score.name: score for score in explain_scores(moment)}


def moment_of(
    program: Program,
    lead: Lead,
    activities: Sequence[Activity],
    seconds: int,
    colleagues: Sequence[Person] = (),
) -> Moment:
    """Return a lead at the moment `seconds`; `Moment.at` makes others of the same lead."""
    history = history_of(program, lead, activities)
    account = None
    if lead.account_id is not None and program.ruleset.account_scores:
        account = account_scores(program, lead, history, colleagues)
    return Moment(program, known_attributes(program, lead), history, seconds, account)


def history_of(program: Program, lead: Lead, activities: Sequence[Activity]) -> ActivityHistory:
    """Return what a lead did and, where the pact asks about it, what became of it before."""
    past = program.ruleset.past_kinds
    if past:
        named = (as_past(item) if item.kind in past else item for item in activities)
        activities = [*named, *past_on_record(lead)]
    created = None
    if program.has_history and lead.created_at is not None:
        created = epoch_seconds(lead.created_at)
    recorded = lead.stage_on_record() if program.ruleset.asks_for_stage else None
    return ActivityHistory(
        activities, program.kinds, program.zone, past, created, recorded=recorded
    )


def explain_scores(moment: Moment) -> tuple[LeadScore, ...]:
    """Return every score at a moment with the reasons that add up to it."""
    own = [_explain_score(moment, compiled) for compiled in moment.program.scores.values()]
    sums = [_explain_sum(moment, compiled) for compiled in moment.program.sums.values()]
    account = moment.account(moment.as_of) if moment.account else ()
    return (*own, *sums, *account)


def _explain_sum(moment: Moment, compiled: CompiledSum) -> LeadScore:
    score = compiled.score
    reasons = [*compiled.reasons(moment.value), *_floor_reasons(moment, compiled)]
    return held_score(score.name, score.low, score.high, reasons)


def _explain_score(moment: Moment, compiled: CompiledScore) -> LeadScore:
    score = compiled.score
    reasons = [
        JudgementReason(
            JudgementReasonCode.CONDITION_TRUE,
            item.rule.rule_id,
            millipoints=item.rule.points * MILLI,
        )
        for item in compiled.condition_rules
        if item.when(moment) is True
    ]
    reasons += _rule_reasons(moment, compiled)
    if score.groups:
        reasons += group_reasons(score, reasons)
    reasons += _floor_reasons(moment, compiled)
    return held_score(score.name, score.low, score.high, reasons)


def _floor_reasons(moment: Moment, compiled: CompiledScore | CompiledSum) -> list[JudgementReason]:
    """Return what the nights so far lifted a score by, where they did."""
    lift = floor_lift(moment, compiled)
    code, name = JudgementReasonCode.NIGHTLY_FLOOR, compiled.score.name
    return [JudgementReason(code, field=name, millipoints=lift)] if lift else []


def _rule_reasons(moment: Moment, compiled: CompiledScore) -> list[JudgementReason]:
    """Return what each rule on activities or silence gives."""
    reasons = []
    for rule, n_counted, points in contributions(moment, compiled):
        code, field = JudgementReasonCode.SILENCE_COUNTED, ""
        if isinstance(rule, ActivityRule):
            code, field = JudgementReasonCode.ACTIVITY_COUNTED, rule.on
        reasons.append(JudgementReason(code, rule.rule_id, field, n_counted, points))
    return reasons


def account_scores(
    program: Program, lead: Lead, history: ActivityHistory, colleagues: Sequence[Person]
) -> AccountScores:
    """Return the scores of an account at any moment, made by a lead and its colleagues together."""
    histories = [history_of(program, item.lead, item.activities) for item in colleagues]
    leads = [lead, *(person.lead for person in colleagues)]
    everybody = [
        (person, known_attributes(program, person), own)
        for person, own in zip(leads, [history, *histories], strict=True)
    ]

    def scores(as_of: int) -> tuple[LeadScore, ...]:
        # Who was not yet a lead then does not count; with nobody, there are no scores.
        people = [
            (person.lead_id, Moment(program, attributes, own, as_of, None))
            for person, attributes, own in everybody
            if person.created_at is None or epoch_seconds(person.created_at) <= as_of
        ]
        combined = program.ruleset.account_scores if people else ()
        return tuple(_combine(score, people) for score in combined)

    return scores


def _combine(score: AccountScore, people: list[tuple[str, Moment]]) -> LeadScore:
    """Add the highest scores of the people; ties go by lead id and change no total."""
    ranked = sorted((-moment.value(score.source), lead_id) for lead_id, moment in people)
    reasons = [
        JudgementReason(JudgementReasonCode.PERSON_COUNTED, score.source, lead_id, 1, -negative)
        for negative, lead_id in ranked[: score.n]
    ]
    return held_score(score.name, score.low, score.high, reasons)
