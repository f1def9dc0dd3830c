"""What the page of reviews shows: dispositions to be reviewed, disputes, and what was decided."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from leadpact.desk import access
from leadpact.desk.leads.models import LeadCard, LeadClock, LeadReview
from leadpact.desk.leads.queries import read_states
from leadpact.desk.people.models import User
from leadpact.desk.people.roles import Role
from leadpact.desk.team.feedback_words import SIDES, FeedbackLabels, masked_note
from leadpact.desk.team.queries import PAGE, rep_names
from leadpact.engine.feedback import (
    GivenDisposition,
    Review,
    ReviewState,
    disputable_until,
    may_dispute,
)
from leadpact.engine.lifecycle import FollowUp, LeadState, ReviewStep
from leadpact.explain.words import ARBITRATIONS
from leadpact.pact.sections.clocks.policy import ClockKind
from leadpact.terms.stages import RepRole

RULED_DAYS = 14
"""How far back reviews are listed that were decided."""

STEPS: Mapping[ReviewStep, str] = {
    ReviewStep.UPHELD: "Uphold",
    ReviewStep.OVERTURNED: "Overturn",
    ReviewStep.DISPUTED: "Dispute",
    ReviewStep.IN_ARBITRATION: "Take into arbitration",
    ReviewStep.TRAINING: "End in training",
    ReviewStep.PACT_PROPOSAL: "End in a proposal to change the pact",
    ReviewStep.NEITHER: "End in neither",
}
"""What people call the steps of a review."""

KEYS = {ReviewStep.UPHELD: "g", ReviewStep.OVERTURNED: "o"}

_NEXT: Mapping[ReviewState, tuple[ReviewStep, ...]] = {
    ReviewState.DUE: (ReviewStep.UPHELD, ReviewStep.OVERTURNED),
    ReviewState.DISPUTED: (ReviewStep.IN_ARBITRATION,),
    ReviewState.IN_ARBITRATION: (
        ReviewStep.TRAINING,
        ReviewStep.PACT_PROPOSAL,
        ReviewStep.NEITHER,
    ),
}
"""What a manager can do with a review."""

_SIDE_OF_ROLE = {
    Role.SDR: RepRole.SDR,
    Role.AE: RepRole.AE,
    Role.MARKETING: RepRole.MARKETER,
}


@dataclass(frozen=True, slots=True)
class ReviewStepChoice:
    """A step that a user may take: its code, what it is called, and its key."""

    step: str
    label: str
    key: str


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A review as a user sees it."""

    row: LeadReview
    title: str
    disposition: str
    detail: str
    note: str
    rep: str
    side: str
    choices: tuple[ReviewStepChoice, ...]
    due_at: datetime | None = None
    dispute_until: datetime | None = None
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Reviews:
    """The reviews that a user sees, by how far they are; `n_due` and `n_open` count all."""

    due: tuple[ReviewItem, ...]
    disputed: tuple[ReviewItem, ...]
    ruled: tuple[ReviewItem, ...]
    n_due: int
    oldest_days: float | None


def read_reviews(user: User, rules: FollowUp, *, as_of: datetime) -> Reviews:
    """Return the reviews that a user sees."""
    seen = access.reviews_for(user)
    due = seen.filter(state=str(ReviewState.DUE)).order_by("given_at", "id")
    open_ = (str(ReviewState.DISPUTED), str(ReviewState.IN_ARBITRATION))
    since = as_of - timedelta(days=RULED_DAYS)
    lists: list[QuerySet[LeadReview]] = [
        due,
        seen.filter(state__in=open_).order_by("given_at", "id"),
        seen.filter(reviewed_at__gte=since)
        .exclude(state__in=(*open_, str(ReviewState.DUE)))
        .order_by("-reviewed_at", "id"),
    ]
    rows = [list(found[:PAGE]) for found in lists]
    items = ReviewReader(user, rules, as_of).items([row for found in rows for row in found])
    made = [tuple(items[row.pk] for row in found) for found in rows]
    n_due = len(rows[0]) if len(rows[0]) < PAGE else due.count()
    oldest = (as_of - rows[0][0].given_at).total_seconds() / 86_400 if rows[0] else None
    return Reviews(made[0], made[1], made[2], n_due, oldest)


class ReviewReader:
    """Makes items of reviews, with a fixed number of queries for any number of them."""

    def __init__(self, user: User, rules: FollowUp, as_of: datetime) -> None:
        self.user, self.rules, self.as_of = user, rules, as_of
        self.labels = FeedbackLabels(rules.ruleset)
        self.team = set(access.team_of(user)) if user.has(Role.MANAGER) else set()
        self.sees_person = user.has(Role.MANAGER, Role.REVOPS, Role.SDR, Role.AE)

    def items(self, rows: Iterable[LeadReview]) -> dict[int, ReviewItem]:
        """Return an item for each row, by its key."""
        rows = list(rows)
        lead_ids = {row.lead_id for row in rows}
        states, cards = read_states(lead_ids), LeadCard.objects.in_bulk(lead_ids)
        names = rep_names(row.rep_id for row in rows)
        due = self._due_by(lead_ids)
        return {
            row.pk: self._item(row, states.get(row.lead_id), cards.get(row.lead_id), names, due)
            for row in rows
        }

    def _due_by(self, lead_ids: Iterable[str]) -> dict[str, datetime]:
        clocks = LeadClock.objects.filter(
            lead_id__in=lead_ids, kind=str(ClockKind.MANAGER_REVIEW), ended_at=None
        )
        return dict(clocks.values_list("lead_id", "due_at"))

    def _item(
        self,
        row: LeadReview,
        state: LeadState | None,
        card: LeadCard | None,
        names: Mapping[str, str],
        due: Mapping[str, datetime],
    ) -> ReviewItem:
        review = state.review(row.review_id) if state is not None else None
        note = _note_of(state, row.disposition_id)
        return ReviewItem(
            row=row,
            title=self._title(row, card),
            disposition=self.labels.code(row.side, row.code),
            detail=self.labels.detail(row.reason, row.fault),
            note=note if self.sees_person else masked_note(note, card),
            rep=names.get(row.rep_id, ""),
            side=SIDES.get(row.side, row.side),
            choices=self._choices(row, review),
            due_at=due.get(row.lead_id) if row.state == ReviewState.DUE else None,
            dispute_until=self._dispute_until(review),
            outcome=ARBITRATIONS[review.outcome] if review and review.outcome else "",
        )

    def _title(self, row: LeadReview, card: LeadCard | None) -> str:
        if card is None:
            return row.lead_id
        return str(card) if self.sees_person else card.company or "A lead"

    def _choices(self, row: LeadReview, review: Review | None) -> tuple[ReviewStepChoice, ...]:
        steps: list[ReviewStep] = []
        if self.user.has(Role.MANAGER) and (not row.rep_id or row.rep_id in self.team):
            steps += _NEXT.get(ReviewState(row.state), ())
        until = self._dispute_until(review)
        if review is not None and until is not None and until >= self.as_of:
            steps += [ReviewStep.DISPUTED] if dispute_side(self.user, review) else []
        return tuple(ReviewStepChoice(str(it), STEPS[it], KEYS.get(it, "")) for it in steps)

    def _dispute_until(self, review: Review | None) -> datetime | None:
        """Return until when somebody may dispute a review that was decided."""
        policy = self.rules.feedback
        ruled = (ReviewState.UPHELD, ReviewState.OVERTURNED)
        if review is None or policy is None or review.state not in ruled:
            return None
        return disputable_until(policy, review, calendar=self.rules.calendar())


def sides_of(user: User) -> list[RepRole]:
    """Return the sides of a dispute that a user can be."""
    return [side for role, side in _SIDE_OF_ROLE.items() if user.has(role)]


def dispute_side(user: User, review: Review) -> RepRole | None:
    """Return the side for which a user may dispute a review; None: the pact lets them not."""
    side = may_dispute(review)
    return side if side in sides_of(user) else None


def may_take(user: User, row: LeadReview, step: ReviewStep) -> bool:
    """Tell whether a user may take a step at all; whether it fits, the engine decides."""
    if step is ReviewStep.DISPUTED:
        return user.has(*_SIDE_OF_ROLE)
    return user.has(Role.MANAGER) and (not row.rep_id or row.rep_id in access.team_of(user))


def _note_of(state: LeadState | None, disposition_id: str) -> str:
    given: GivenDisposition | None = next(
        (it for it in (state.dispositions if state else ()) if it.disposition_id == disposition_id),
        None,
    )
    if state is None or state.erased_at is not None or given is None:
        return ""
    return (given.note or "").strip()
