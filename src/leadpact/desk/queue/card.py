"""One lead as its rep sees it in the queue: why it is next, what to do, and its record."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from leadpact.desk.leads.models import LeadCard
from leadpact.desk.leads.queries import LeadView, read_lead
from leadpact.desk.leads.story import last_events
from leadpact.desk.people.actions import actor_of_user
from leadpact.desk.people.models import User
from leadpact.desk.people.names import names_of_reps
from leadpact.desk.queue.calling import Calling, calling_of
from leadpact.desk.queue.outcomes import Outcome, OutcomeKind, outcomes_of
from leadpact.desk.queue.preview import Previewed
from leadpact.desk.queue.queries import QueuePlace
from leadpact.desk.queue.words import channel_title, plain_name
from leadpact.engine.clocks import ClockState
from leadpact.engine.lifecycle import FollowUp, LeadState
from leadpact.engine.scheduling import OpenTask, OrderedTask
from leadpact.engine.scoring import explain_scores, moment_of
from leadpact.explain.places import explain_place
from leadpact.explain.reasons import TopReason, top_reasons
from leadpact.explain.story import StoryLine
from leadpact.explain.view import day_length, stage_label
from leadpact.explain.words import CLOCK_KINDS
from leadpact.terms.stages import Stage
from leadpact.terms.zone import epoch_seconds

_COLLEAGUES = 5
_BAR = 4
_OF_BAR = (OutcomeKind.TOUCH, OutcomeKind.SPOKE)

NOTHING_PLANNED = (
    "Nothing is planned for this lead: agree on a callback, or report what became of it."
)
"""Why a lead is shown that has no task."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """The step of a cadence that comes next: `number` of `n_steps`."""

    title: str
    name: str
    script: str
    number: int
    n_steps: int
    is_influencer: bool
    about: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """The clock that presses most, in business time.

    Attributes
    ----------
    seconds
        Business seconds that are left; less than zero: by how much it was missed.
    ticks
        For how many of the next seconds business time goes on: so long the page counts down.
    day
        The business seconds of a day.
    """

    promise: str
    due_at: datetime
    seconds: int
    ticks: int
    day: int

    @property
    def is_missed(self) -> bool:
        """Whether it is over."""
        return self.seconds < 0


@dataclass(frozen=True, slots=True)
class Colleague:
    """Another lead of the same account."""

    card: LeadCard
    stage: str
    owner: str


@dataclass(frozen=True, slots=True)
class DeskLead:
    """All that the queue shows of its first lead."""

    card: LeadCard
    version: int
    title: str
    n_others: int
    why: str
    stage: str
    calling: Calling
    reasons: list[TopReason]
    events: list[StoryLine]
    step: NextStep | None
    deadline: Deadline | None
    colleagues: list[Colleague]
    outcomes: tuple[Outcome, ...]
    command_id: str
    note: str = ""
    callback_at: datetime | None = None

    @property
    def bar(self) -> list[Outcome]:
        """The outcomes of most days, which a thumb reaches."""
        return [item for item in self.outcomes if item.is_plain and item.kind in _OF_BAR][:_BAR]

    @property
    def others(self) -> list[Outcome]:
        """The other outcomes whose key is all that they take."""
        bar = self.bar
        return [item for item in self.outcomes if item.is_plain and item not in bar]


def desk_lead(
    user: User, place: QueuePlace | None, card: LeadCard, rules: FollowUp, as_of: datetime
) -> DeskLead:
    """Return a lead of the queue with all that is shown of it; no place: nothing is planned."""
    view = read_lead(card.lead_id, as_of=as_of, rules=rules)
    state = view.state
    rep_id, actor = user.rep_id or "", actor_of_user(user)
    previewed = Previewed.of(state, rules, rep_id=rep_id, actor=actor, as_of=as_of)
    return DeskLead(
        card=card,
        version=state.version,
        title=place.title if place else "Say what comes next",
        n_others=place.n_others if place else 0,
        why=why_next(place.found, rules, as_of=as_of) if place else NOTHING_PLANNED,
        stage=stage_label(state.stage, rules.ruleset) if state.stage else "",
        calling=calling_of(state, rules, as_of=as_of),
        reasons=_reasons(state, rules, as_of),
        events=last_events(view, as_of=as_of),
        step=step_of(state, place.found.task if place else None, rules),
        deadline=_deadline(state, as_of),
        colleagues=_colleagues(card, view),
        outcomes=previewed.with_refusals(outcomes_of(rules, user.keys)),
        command_id=secrets.token_hex(12),
        callback_at=state.callback.due_at if _is_owed(state) and state.callback else None,
    )


def why_next(found: OrderedTask, rules: FollowUp, *, as_of: datetime) -> str:
    """Return why a lead has its place, in the reader's time and without codes."""
    about = plain_name(found.reason.about)
    named = found._replace(reason=found.reason._replace(about=about))
    zone = timezone.get_current_timezone_name()
    day = day_length(rules.calendars.choose(pact_zone=rules.ruleset.time_zone))
    return explain_place(named, rules, as_of=as_of, zone=zone, day=day)


def _is_owed(state: LeadState) -> bool:
    return state.callback is not None and state.callback.made_at is None


def _reasons(state: LeadState, rules: FollowUp, as_of: datetime) -> list[TopReason]:
    if state.lead is None:
        return []
    moment = moment_of(rules.program, state.lead, state.activities, epoch_seconds(as_of), ())
    return top_reasons(explain_scores(moment), rules.ruleset)


def step_of(state: LeadState, task: OpenTask | None, rules: FollowUp) -> NextStep | None:
    """Return the step that a task is, else the next one of the lead's own cadence."""
    wanted = task.task.about if task is not None and task.step is not None else ""
    for run in state.runs:
        step = run.next_step
        if step is None or run.is_over or wanted not in ("", f"{run.run_id}/{step.step_id}"):
            continue
        number = [item.step_id for item in run.steps].index(step.step_id) + 1
        return NextStep(
            title=channel_title(step.channel, rules),
            name=plain_name(step.step_id),
            script=plain_name(step.template),
            number=number,
            n_steps=len(run.steps),
            is_influencer=run.is_influencer,
            about=f"{run.run_id}/{step.step_id}",
        )
    return None


def _deadline(state: LeadState, as_of: datetime) -> Deadline | None:
    """Return the open clock of the lead with the least business time left."""
    found = [
        Deadline(
            CLOCK_KINDS[clock.policy.kind],
            clock.due_at,
            clock.calendar.seconds_between(as_of, clock.due_at),
            clock.calendar.seconds_between(as_of, as_of + timedelta(hours=1)),
            day_length(clock.calendar),
        )
        for clock in state.clocks
        if clock.ended_at is None and clock.state is not ClockState.PAUSED
    ]
    return min(found, key=lambda item: (item.seconds, item.due_at), default=None)


def _colleagues(card: LeadCard, view: LeadView) -> list[Colleague]:
    """Return the other leads of the account, the latest first."""
    if not card.account_id:
        return []
    others = LeadCard.objects.filter(account_id=card.account_id).exclude(lead_id=card.lead_id)
    names = names_of_reps()
    return [
        Colleague(
            item,
            stage_label(Stage(item.stage), view.rules.ruleset) if item.stage else "",
            names.get(item.owner_rep_id, item.owner_rep_id),
        )
        for item in others.order_by("-came_at")[:_COLLEAGUES]
    ]
