"""Read the form of an outcome, and report it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from leadpact.desk.leads.queries import read_lead
from leadpact.desk.numbers import number_of
from leadpact.desk.people.models import User
from leadpact.desk.queue.actions import LeadMoved, ReportAnswer, report
from leadpact.desk.queue.commands import Report, UnableToReadReport
from leadpact.desk.queue.outcomes import Outcome, outcomes_of
from leadpact.desk.store import rules_in_force
from leadpact.explain.story import StoryLine

_UNKNOWN = "The pact in force has no such outcome. Choose one of those below."


@dataclass(frozen=True, slots=True)
class FormAnswer:
    """What became of a form: done, or an error in words, or the lead had moved on."""

    outcome: Outcome | None
    answer: ReportAnswer
    moved: tuple[StoryLine, ...] = ()

    @property
    def status(self) -> int:
        """The status of the page that shows it."""
        return 409 if self.moved else 422

    @property
    def error(self) -> str:
        """Why nothing was recorded; empty where something was, or the lead had moved on."""
        return self.answer.refusal


def report_form(
    user: User, lead_id: str, form: Mapping[str, str], *, as_of: datetime
) -> FormAnswer:
    """Report the outcome of a form on a lead that the user may see."""
    rules = rules_in_force(as_of)
    known = {item.code: item for item in outcomes_of(rules, user.keys)}
    outcome = known.get(form["outcome"])
    if outcome is None:
        return FormAnswer(None, ReportAnswer(refusal=_UNKNOWN))
    view = read_lead(lead_id, as_of=as_of, rules=rules)
    try:
        entry, version = Report.of_form(form, outcome), _version(form["version"])
        return FormAnswer(outcome, report(user, view, entry, version=version, as_of=as_of))
    except UnableToReadReport as error:
        return FormAnswer(outcome, ReportAnswer(refusal=str(error)))
    except LeadMoved as moved:
        return FormAnswer(outcome, ReportAnswer(), tuple(moved.lines))


def _version(text: str) -> int:
    version = number_of(text)
    if version is None:
        raise UnableToReadReport("version", "The page was damaged. Reload it, then send it again.")
    return version
