"""The people of one account and the scores they make together. Twin: `relational.account`."""

from collections.abc import Sequence

from leadpact.engine.lead import Lead, Person
from leadpact.engine.scoring.activities import ActivityHistory
from leadpact.engine.scoring.moment import LeadScore, Moment, held_score, known_attributes
from leadpact.engine.scoring.program import Program
from leadpact.pact.ruleset import AccountScore
from leadpact.terms.reasons import JudgementReason, JudgementReasonCode
from leadpact.terms.zone import epoch_seconds


class AccountMembers:
    """A lead and its colleagues, whose scores are combined at any moment."""

    __slots__ = ("_people", "_program")

    def __init__(
        self, program: Program, lead: Lead, history: ActivityHistory, colleagues: Sequence[Person]
    ) -> None:
        self._program = program
        histories = [
            ActivityHistory(item.activities, program.kinds, program.zone) for item in colleagues
        ]
        leads = [lead, *(person.lead for person in colleagues)]
        self._people = [
            (person, known_attributes(program, person), own)
            for person, own in zip(leads, [history, *histories], strict=True)
        ]

    def scores(self, as_of: int) -> tuple[LeadScore, ...]:
        """Return the account's scores at a moment (epoch seconds), with the people counted.

        Who was not yet a lead then does not count; with nobody, there are no scores.
        """
        people = [
            (lead.lead_id, Moment(self._program, attributes, history, as_of, None))
            for lead, attributes, history in self._people
            if lead.created_at is None or epoch_seconds(lead.created_at) <= as_of
        ]
        if not people:
            return ()
        return tuple(_combine(score, people) for score in self._program.ruleset.account_scores)

    def totals(self, as_of: int) -> dict[str, int]:
        """Return the account's totals at a moment, in millipoints."""
        return {score.name: score.millipoints for score in self.scores(as_of)}


def _combine(score: AccountScore, people: list[tuple[str, Moment]]) -> LeadScore:
    """Add the highest scores of the people; ties go by lead id and change no total."""
    ranked = sorted((-moment.value(score.source), lead_id) for lead_id, moment in people)
    reasons = [
        JudgementReason(JudgementReasonCode.PERSON_COUNTED, score.source, lead_id, 1, -negative)
        for negative, lead_id in ranked[: score.n]
    ]
    return held_score(score.name, score.low, score.high, reasons)
