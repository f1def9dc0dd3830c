"""Check a pact against the one in force, judge the leads of late by both, and publish it."""

import time
from datetime import datetime, timedelta

from django.db.models import Q

from leadpact.desk import clock
from leadpact.desk.governance.actions import last_published, publish
from leadpact.desk.governance.models import PactDraft
from leadpact.desk.governance.volumes import Volumes
from leadpact.desk.leads.models import LeadCard
from leadpact.desk.leads.queries import read_states
from leadpact.desk.people.models import StoredAbsence, StoredRep
from leadpact.desk.store import (
    fingerprint_in_force,
    in_transaction,
    open_store,
)
from leadpact.engine.lifecycle import FollowUp, LeadState, make_follow_up
from leadpact.engine.routing import make_roster
from leadpact.pact.check import load_pact_text
from leadpact.pact.ruleset import Ruleset
from leadpact.storage.lead_store import stored_ruleset

_PART = 50
PATIENCE_SECONDS = 1.5
"""How long a person waits for the counts of a draft before the worker goes on with them."""


@in_transaction
def save_draft(text: str, ruleset: Ruleset, *, by: str, days: int) -> PactDraft:
    """Keep a pact that is in order, to be compared with the leads of the last days."""
    now = clock.now()
    base = fingerprint_in_force(now)
    return PactDraft.objects.create(
        text=text,
        fingerprint=ruleset.fingerprint,
        base_seq=last_published(),
        base_fingerprint=base or "",
        ended_at=None if base else now,
        asked_by=by,
        asked_at=now,
        since=now - timedelta(days=days),
        until=now,
    )


def count_volumes(*, as_of: datetime, patience: float = 0.5, draft_id: int | None = None) -> int:
    """Judge leads for the oldest draft whose counts are not complete; return how many.

    Parameters
    ----------
    patience
        After so many seconds the next call goes on.
    draft_id
        Only for this draft.
    """
    del as_of  # which leads count was fixed when the draft was checked
    found = PactDraft.objects.filter(ended_at=None).order_by("id")
    draft = found.filter(pk=draft_id).first() if draft_id is not None else found.first()
    if draft is None:
        return 0
    try:
        old, new = _rules_of(draft)
    except Exception as error:
        _fail(draft, error)
        return 1
    until, n_judged = time.monotonic() + patience, 0
    while draft.ended_at is None:
        n_judged += _judge_part(draft, old, new)
        if time.monotonic() > until:
            break
    return max(n_judged, 1)


def _rules_of(draft: PactDraft) -> tuple[FollowUp, FollowUp]:
    """Return the pact that was in force and the draft, both over the reps of now."""
    store = open_store()
    old = stored_ruleset(store.statements, store.codec.parts, draft.base_fingerprint)
    return _over_reps(old), _over_reps(load_pact_text(draft.text))


def _over_reps(ruleset: Ruleset) -> FollowUp:
    terms = ruleset.routing.reps if ruleset.routing is not None else ()
    roster = make_roster(StoredRep.objects.values(), StoredAbsence.objects.values(), terms)
    return make_follow_up(ruleset, roster)


@in_transaction
def _judge_part(draft: PactDraft, old: FollowUp, new: FollowUp) -> int:
    cards = list(_next_cards(draft))
    volumes = {name: Volumes.of(draft.volumes.get(name, {})) for name in ("old", "new")}
    states = read_states(card.lead_id for card in cards)
    try:
        for state in states.values():
            _count(state, volumes["old"], old, draft.until)
            _count(state, volumes["new"], new, draft.until)
    except Exception as error:
        _fail(draft, error)
        return len(cards)
    draft.volumes = {name: item.as_dict() for name, item in volumes.items()}
    if len(cards) < _PART:
        draft.ended_at = clock.now()
    if cards:
        draft.reached_at, draft.reached_id = cards[-1].came_at, cards[-1].lead_id
    draft.save(update_fields=["volumes", "ended_at", "reached_at", "reached_id"])
    return len(cards)


def _next_cards(draft: PactDraft) -> list[LeadCard]:
    came = LeadCard.objects.filter(came_at__gte=draft.since, came_at__lte=draft.until)
    if draft.reached_at is not None:
        same = Q(came_at=draft.reached_at, lead_id__gt=draft.reached_id)
        came = came.filter(Q(came_at__gt=draft.reached_at) | same)
    return list(came.order_by("came_at", "lead_id")[:_PART])


def _count(state: LeadState, volumes: Volumes, rules: FollowUp, as_of: datetime) -> None:
    if state.lead is None or state.erased_at is not None or state.merged_into is not None:
        return
    activities = open_store().activities_of(state.lead_id)
    volumes.add(state.lead, activities, rules, owner_rep_id=state.account_owner_rep_id, as_of=as_of)


def _fail(draft: PactDraft, error: Exception) -> None:
    """Note that the counts of a draft cannot be made; only the kind of the error is kept."""
    PactDraft.objects.filter(pk=draft.pk).update(error=type(error).__name__, ended_at=clock.now())
    draft.ended_at = clock.now()


@in_transaction
def publish_draft(draft: PactDraft, *, by: str, effective_at: datetime | None) -> Ruleset:
    """Publish a draft, unless another pact was published since it was checked.

    Raises
    ------
    AnotherWasPublished
        Where one was; nothing is published.
    UnableToLoadPact
        Where the text is no pact in order any more, as the rules of this version are stricter.
    """
    ruleset = publish(draft.text, by=by, effective_at=effective_at, base_seq=draft.base_seq)
    PactDraft.objects.filter(pk=draft.pk).update(published_at=clock.now())
    return ruleset
