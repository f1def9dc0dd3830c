"""The people of one account and the scores they make together. Twin: `relational.account`."""

from collections.abc import Sequence

from leadpact.engine.history import History
from leadpact.engine.lead import Lead, Person
from leadpact.engine.moment import LeadScore, Moment, held_score, known_attributes
from leadpact.engine.program import Program
from leadpact.pact.ruleset import AccountScore
from leadpact.terms.reasons import Reason, ReasonCode


class Account:
    """A lead and its colleagues, whose scores are combined at any moment."""

    __slots__ = ("_people", "_program")

    def __init__(
        self, program: Program, lead: Lead, history: History, colleagues: Sequence[Person]
    ) -> None:
        self._program = program
        self._people = [(lead.lead_id, known_attributes(program, lead), history)]
        self._people += [
            (
                person.lead.lead_id,
                known_attributes(program, person.lead),
                History(person.activities, program.kinds, program.zone),
            )
            for person in colleagues
        ]

    def scores(self, as_of: int) -> tuple[LeadScore, ...]:
        """Return the account's scores at a moment (epoch seconds), with the people counted."""
        people = [
            (lead_id, Moment(self._program, attributes, history, as_of, None))
            for lead_id, attributes, history in self._people
        ]
        return tuple(_combine(score, people) for score in self._program.ruleset.account_scores)

    def totals(self, as_of: int) -> dict[str, int]:
        """Return the account's totals at a moment, in millipoints."""
        return {score.name: score.millipoints for score in self.scores(as_of)}


def _combine(score: AccountScore, people: list[tuple[str, Moment]]) -> LeadScore:
    """Add the highest scores of the people; ties go by lead id and change no total."""
    ranked = sorted((-moment.value(score.source), lead_id) for lead_id, moment in people)
    reasons = [
        Reason(ReasonCode.PERSON_COUNTED, score.source, lead_id, 1, -negative)
        for negative, lead_id in ranked[: score.n]
    ]
    return held_score(score.name, score.low, score.high, reasons)
