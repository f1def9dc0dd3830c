"""All that the page of a lead shows: its story, and why it is where it is."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from leadpact.desk.access import may_see_contact
from leadpact.desk.capture.models import CaptureEvidence, Consent
from leadpact.desk.leads.ledger import Ledger, ledger_of
from leadpact.desk.leads.models import LeadCard
from leadpact.desk.leads.queries import LeadView, read_lead
from leadpact.desk.leads.story import view_of, whole_story
from leadpact.desk.people.models import User
from leadpact.desk.store import open_store
from leadpact.engine.feedback import GivenDisposition
from leadpact.engine.lifecycle import EventKind
from leadpact.explain.cadences import describe_cadences
from leadpact.explain.clocks import describe_clocks
from leadpact.explain.follow_up import describe_tasks
from leadpact.explain.handoffs import describe_handoffs
from leadpact.explain.holds import describe_hold
from leadpact.explain.owner import describe_owner
from leadpact.explain.story import StoryLine
from leadpact.explain.view import FollowUpView, stage_label
from leadpact.storage.lead_store import UnableToUseStore
from leadpact.storage.lead_store.pacts import stored_ruleset
from leadpact.terms.attributes import PERSONAL

STORY = 200
"""How many events the page shows; the API has all."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the explanation: sentences under a heading."""

    title: str
    lines: list[str]


@dataclass(frozen=True, slots=True)
class Note:
    """What a rep wrote with a disposition."""

    by: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class LeadPage:
    """A lead with its story and its reasons.

    Attributes
    ----------
    then, then_today
        The judgement on the day on which it came to its stage: by the pact of that day, and by
        today's; None where that is the same pact, or no gate decided.
    """

    card: LeadCard
    stage: str
    owner: str
    story: list[StoryLine]
    has_more: bool
    parts: list[Part]
    now: Ledger | None
    then: Ledger | None
    then_today: Ledger | None
    fields: list[tuple[str, str]]
    notes: list[Note]
    captures: list[CaptureEvidence]
    consents: list[Consent]
    opted_out_at: datetime | None
    sees_contact: bool


_CODE = re.compile(r"[a-z]+(_[a-z0-9]+)+")
_PARTS: tuple[tuple[str, Callable[[FollowUpView], Iterator[str]]], ...] = (
    ("Who has it, and why not the others", describe_owner),
    ("What is promised", describe_clocks),
    ("The cadence", describe_cadences),
    ("On hold", describe_hold),
    ("Meetings and outcomes", describe_handoffs),
    ("To do", describe_tasks),
)


def lead_page(user: User, card: LeadCard, *, as_of: datetime) -> LeadPage:
    """Return what the page of a lead shows; marketing gets no value that tells who it is."""
    view = read_lead(card.lead_id, as_of=as_of)
    state, shown = view.state, view_of(view, as_of=max(as_of, view.state.as_of or as_of))
    sees_contact = may_see_contact(user, card.lead_id)
    story = whole_story(view, as_of=as_of)
    then, then_today = _then(view, story)
    return LeadPage(
        card=card,
        stage=stage_label(state.stage, view.rules.ruleset) if state.stage else "",
        owner=shown.who(state.owner_rep_id) if state.owner_rep_id else "",
        story=story[:STORY],
        has_more=len(story) > STORY,
        parts=[
            Part(title, lines) for title, describe in _PARTS if (lines := list(describe(shown)))
        ],
        now=ledger_of(state, view.rules.ruleset, as_of=as_of),
        then=then,
        then_today=then_today,
        fields=_fields(view, sees_contact=sees_contact),
        notes=[_note(shown, item) for item in state.dispositions if item.note]
        if sees_contact
        else [],
        captures=list(
            CaptureEvidence.objects.filter(lead_id=card.lead_id).order_by("-captured_at")[:10]
        ),
        consents=list(Consent.objects.filter(lead_id=card.lead_id).order_by("-given_at")[:20]),
        opted_out_at=state.opted_out_at,
        sees_contact=sees_contact,
    )


def _then(view: LeadView, story: list[StoryLine]) -> tuple[Ledger | None, Ledger | None]:
    """Return the judgement by which the lead came to its last gate, and what today's pact gives."""
    opened = next((line for line in story if line.kind is EventKind.GATE_OPENED), None)
    if opened is None or opened.fingerprint == view.rules.fingerprint:
        return None, None
    store, today = open_store(), view.rules.ruleset
    try:
        ruleset = stored_ruleset(store.statements, store.codec.parts, opened.fingerprint)
    except UnableToUseStore:
        return None, None
    return (
        ledger_of(view.state, ruleset, as_of=opened.at),
        ledger_of(view.state, today, as_of=opened.at),
    )


def _fields(view: LeadView, *, sees_contact: bool) -> list[tuple[str, str]]:
    known = view.state.lead.attributes if view.state.lead is not None else {}
    return sorted(
        (name.replace("_", " "), value_words(value))
        for name, value in known.items()
        if value is not None and (sees_contact or name not in PERSONAL)
    )


def value_words(value: object) -> str:
    """Return the value of a field: yes or no, a number with its thousands apart, else the text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        text = f"{value:,.2f}" if value % 1 else f"{value:,.0f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    text = str(value)
    return text.replace("_", " ") if _CODE.fullmatch(text) else text


def _note(shown: FollowUpView, given: GivenDisposition) -> Note:
    by = shown.who(given.by_rep_id) if given.by_rep_id else "Somebody"
    return Note(by, given.given_at, given.note or "")
