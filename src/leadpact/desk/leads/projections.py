"""Write what screens read of a lead, from its state; again it changes nothing."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import models

from leadpact.desk.leads.models import (
    LeadCard,
    LeadClock,
    LeadDisposition,
    LeadRep,
    LeadReview,
    LeadTask,
)
from leadpact.desk.leads.task_codec import encode_task
from leadpact.engine.clocks import Clock, ClockState
from leadpact.engine.feedback import GivenDisposition, Review, ReviewVerdict
from leadpact.engine.lifecycle import FollowUp, LeadState, StageReasonCode
from leadpact.engine.scheduling import OpenTask, open_tasks
from leadpact.events import Parts

_BATCH = 2_000
"""Leads whose rows are held before they are written."""


def save_projections(state: LeadState, rules: FollowUp, parts: Parts, *, as_of: datetime) -> None:
    """Write the card, tasks, clocks and reviews of a lead; only rows that differ are touched."""
    for model, rows in make_projections(state, rules, parts, as_of=as_of):
        known = {_values(row): row for row in model._default_manager.filter(lead_id=state.lead_id)}
        wanted = {_values(row): row for row in rows}
        stale = [row.pk for values, row in known.items() if values not in wanted]
        if stale:
            model._default_manager.filter(pk__in=stale).delete()
        model._default_manager.bulk_create(
            row for values, row in wanted.items() if values not in known
        )


def add_projections(
    states: Iterable[LeadState], rules: FollowUp, parts: Parts, *, as_of: datetime
) -> None:
    """Write the projections of leads that have none yet, many at once."""
    held: dict[type[Any], list[Any]] = {}
    for n, state in enumerate(states, start=1):
        for model, rows in make_projections(state, rules, parts, as_of=as_of):
            held.setdefault(model, []).extend(rows)
        if n % _BATCH == 0:
            _create(held)
    _create(held)


def _create(held: dict[type[Any], list[Any]]) -> None:
    for model, rows in held.items():
        model._default_manager.bulk_create(rows)
        rows.clear()


def make_projections(
    state: LeadState, rules: FollowUp, parts: Parts, *, as_of: datetime
) -> list[tuple[type[Any], list[Any]]]:
    """Return the rows of a lead in each projection."""
    tasks = open_tasks(state, rules, as_of=as_of)
    reviews = [_review(state, item) for item in state.reviews]
    return [
        (LeadCard, [_card(state)]),
        (LeadRep, _reps(state)),
        (LeadTask, [_task(item, parts) for item in tasks]),
        (LeadClock, [_clock(state, item) for item in state.clocks]),
        (LeadReview, [item for item in reviews if item is not None]),
        (LeadDisposition, _dispositions(state)),
    ]


def _values(row: models.Model) -> tuple[Any, ...]:
    return tuple(getattr(row, item.attname) for item in row._meta.fields if item.attname != "id")


def _card(state: LeadState) -> LeadCard:
    lead = state.lead
    known = dict(lead.attributes) if lead is not None and state.erased_at is None else {}

    def text(name: str) -> str:
        return str(known.get(name) or "")

    route = state.route if state.is_waiting else None
    first, last = next(iter(state.stage_changes), None), next(reversed(state.stage_changes), None)
    return LeadCard(
        lead_id=state.lead_id,
        name=f"{text('first_name')} {text('last_name')}".strip() or text("full_name"),
        **{name: text(name) for name in ("email", "phone", "title", "company", "time_zone")},
        **{name: text(name) for name in ("source", "campaign")},
        account_id=(lead.account_id if lead is not None else None) or "",
        stage=str(state.stage or ""),
        owner_rep_id=state.owner_rep_id or "",
        is_waiting=state.is_waiting,
        waits_for=str(route.waiting) if route is not None and route.waiting else "",
        came_at=(lead.created_at if lead is not None else None) or (first.at if first else None),
        changed_at=last.at if last is not None else None,
    )


def _reps(state: LeadState) -> list[LeadRep]:
    """Return who may look the lead up beside its owner: who worked it, and who meets."""
    work = state.work_so_far()
    had = {*state.past_owners, work.former_rep_id, work.toucher_rep_id}
    had |= {item.rep_id for item in state.touches} | {item.rep_id for item in work.by_channel}
    had |= {item.by_rep_id for item in state.dispositions}
    meets = {item.ae_rep_id for item in state.meetings}
    meets |= {item.ae_rep_id for item in state.handoffs}
    parts = [("HAD", rep_id) for rep_id in had] + [("MEETS", rep_id) for rep_id in meets]
    return [
        LeadRep(lead_id=state.lead_id, rep_id=rep_id, part=part) for part, rep_id in parts if rep_id
    ]


def _task(item: OpenTask, parts: Parts) -> LeadTask:
    task = item.task
    return LeadTask(
        lead_id=item.lead_id,
        kind=str(task.kind),
        of=task.of,
        about=task.about,
        due_at=task.due_at,
        body=encode_task(item, parts),
    )


def _clock(state: LeadState, clock: Clock) -> LeadClock:
    is_missed = clock.state is ClockState.BREACHED
    return LeadClock(
        lead_id=state.lead_id,
        clock_id=clock.clock_id,
        name=clock.policy.name,
        kind=str(clock.policy.kind),
        state=str(clock.state),
        rep_id=state.owner_rep_id or "",
        started_at=clock.started_at,
        due_at=clock.due_at,
        breached_at=clock.due_at if is_missed else None,
        ended_at=clock.ended_at,
    )


def _review(state: LeadState, review: Review) -> LeadReview | None:
    given = next(
        (item for item in state.dispositions if item.disposition_id == review.disposition_id), None
    )
    if given is None:
        return None
    known = state.lead.attributes if state.lead is not None else {}
    return LeadReview(
        lead_id=state.lead_id,
        review_id=review.review_id,
        disposition_id=review.disposition_id,
        state=str(review.state),
        verdict=str(review.verdict or ""),
        side=str(review.side),
        code=given.code,
        reason=given.reason or "",
        fault=given.fault or "",
        rep_id=given.by_rep_id or "",
        campaign=str(known.get("campaign") or ""),
        given_at=given.given_at,
        reviewed_at=review.reviewed_at,
    )


def _dispositions(state: LeadState) -> list[LeadDisposition]:
    known = state.lead.attributes if state.lead is not None else {}
    campaign = str(known.get("campaign") or "")
    moved = {
        item.reason.about: str(item.to)
        for item in state.stage_changes
        if item.reason.code is StageReasonCode.DISPOSITION_GIVEN
    }
    overturned = {
        item.disposition_id for item in state.reviews if item.verdict is ReviewVerdict.OVERTURNED
    }
    return [
        _disposition(state.lead_id, item, campaign, moved, item.disposition_id in overturned)
        for item in state.dispositions
    ]


def _disposition(
    lead_id: str,
    given: GivenDisposition,
    campaign: str,
    moved: Mapping[str, str],
    is_overturned: bool,
) -> LeadDisposition:
    return LeadDisposition(
        lead_id=lead_id,
        disposition_id=given.disposition_id,
        side=str(given.side),
        code=given.code,
        reason=given.reason or "",
        fault=given.fault or "",
        leads_to=moved.get(given.disposition_id, ""),
        is_overturned=is_overturned,
        has_note=given.note_length > 0,
        rep_id=given.by_rep_id or "",
        campaign=campaign,
        given_at=given.given_at,
    )


def differing(state: LeadState, rules: FollowUp, parts: Parts, *, as_of: datetime) -> Iterable[str]:
    """Yield the names of the projections whose rows are not those that follow from the state."""
    for model, rows in make_projections(state, rules, parts, as_of=as_of):
        known = model._default_manager.filter(lead_id=state.lead_id)
        if sorted(map(_values, known), key=repr) != sorted(map(_values, rows), key=repr):
            yield model._meta.db_table
