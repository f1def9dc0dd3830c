"""What a rep did in the last weeks, for a talk with their manager: counts, never a ranking."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count

from leadpact.desk.leads.models import LeadCard, LeadDisposition, RepWork, WorkKind
from leadpact.desk.leads.queries import read_states
from leadpact.desk.people.models import StoredRep
from leadpact.desk.team.campaigns import FEWEST
from leadpact.desk.team.feedback_words import FeedbackLabels
from leadpact.engine.lifecycle import FollowUp
from leadpact.explain.words import CHANNELS, CLOCK_KINDS
from leadpact.pact.sections.clocks.policy import ClockKind
from leadpact.terms.stages import TouchKind, channel_of

DAYS = 30
_NOTES = 20


@dataclass(frozen=True, slots=True)
class PromiseCount:
    """How often a promise was kept and missed; `share` kept in percent, None where too few."""

    what: str
    n_kept: int
    n_missed: int

    @property
    def share(self) -> int | None:
        """How many were kept, in percent; None below 20."""
        return percent(self.n_kept, self.n_kept + self.n_missed)


@dataclass(frozen=True, slots=True)
class DispositionCount:
    """How often a disposition was given, and how often that was overturned."""

    label: str
    detail: str
    n: int


@dataclass(frozen=True, slots=True)
class CoachingNote:
    """A note of the rep on a lead."""

    lead_id: str
    title: str
    disposition: str
    note: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class MeetingCounts:
    """What became of the meetings of a rep; `n_rebooked` of those missed or called off."""

    n_booked: int
    n_held: int
    n_lost: int
    n_rebooked: int

    @property
    def share(self) -> int | None:
        """How many of the lost ones were rebooked, in percent; None below 20."""
        return percent(self.n_rebooked, self.n_lost)


@dataclass(frozen=True, slots=True)
class Coaching:
    """The work of one rep since a moment."""

    rep: StoredRep
    since: datetime
    touches: tuple[tuple[str, int], ...]
    promises: tuple[PromiseCount, ...]
    meetings: MeetingCounts
    dispositions: tuple[DispositionCount, ...]
    n_overturned: int
    notes: tuple[CoachingNote, ...]

    @property
    def n_touches(self) -> int:
        """How many touches, on all channels."""
        return sum(n for _, n in self.touches)


def percent(n: int, of: int) -> int | None:
    """Return a share in percent; None where it is of fewer than 20, which say little.

    Examples
    --------
    >>> percent(15, 20), percent(15, 19)
    (75, None)
    """
    return round(100 * n / of) if of >= FEWEST else None


def read_coaching(rep: StoredRep, rules: FollowUp, *, as_of: datetime) -> Coaching:
    """Return what a rep did in the last 30 days."""
    since = as_of - timedelta(days=DAYS)
    work = RepWork.objects.filter(rep_id=rep.rep_id, at__gte=since, at__lte=as_of)
    rows = work.values_list("kind", "about").annotate(n=Count("id"))
    counts = Counter({(kind, about): n for kind, about, n in rows})
    given = LeadDisposition.objects.filter(rep_id=rep.rep_id, given_at__gte=since)
    return Coaching(
        rep,
        since,
        _touches(counts, rules),
        _promises(counts),
        _meetings(counts),
        _dispositions(
            given.values("side", "code", "reason", "fault").annotate(n=Count("id")), rules
        ),
        given.filter(is_overturned=True).count(),
        _notes(list(given.filter(has_note=True).order_by("-given_at", "id")[:_NOTES]), rules),
    )


def _touches(counts: Counter[tuple[str, str]], rules: FollowUp) -> tuple[tuple[str, int], ...]:
    found = {about: n for (kind, about), n in counts.items() if kind == WorkKind.TOUCH}
    return tuple(sorted((_channel(code, rules), n) for code, n in found.items()))


def _channel(code: str, rules: FollowUp) -> str:
    channel = channel_of(code)
    if isinstance(channel, TouchKind):
        return CHANNELS[channel].split(" ", 1)[1].capitalize()
    cadences = rules.ruleset.cadences
    own = cadences.channels if cadences is not None else ()
    return next((item.label for item in own if item.code == code), code.capitalize())


def _promises(counts: Counter[tuple[str, str]]) -> tuple[PromiseCount, ...]:
    kinds = {about for kind, about in counts if kind in (WorkKind.KEPT, WorkKind.MISSED)}
    return tuple(
        PromiseCount(
            CLOCK_KINDS[ClockKind(about)],
            counts[str(WorkKind.KEPT), about],
            counts[str(WorkKind.MISSED), about],
        )
        for about in sorted(kinds)
    )


def _meetings(counts: Counter[tuple[str, str]]) -> MeetingCounts:
    def total(*kinds: WorkKind) -> int:
        return sum(n for (kind, _), n in counts.items() if kind in kinds)

    booked = {about: n for (kind, about), n in counts.items() if kind == WorkKind.BOOKED}
    return MeetingCounts(
        sum(booked.values()),
        total(WorkKind.HELD),
        total(WorkKind.NO_SHOW, WorkKind.CALLED_OFF),
        sum(n for about, n in booked.items() if about),
    )


def _dispositions(
    rows: Iterable[Mapping[str, Any]], rules: FollowUp
) -> tuple[DispositionCount, ...]:
    labels = FeedbackLabels(rules.ruleset)
    found = (
        DispositionCount(
            labels.code(str(row["side"]), str(row["code"])),
            labels.detail(str(row["reason"]), str(row["fault"])),
            int(row["n"]),
        )
        for row in rows
    )
    return tuple(sorted(found, key=lambda item: (item.label, item.detail)))


def _notes(rows: list[LeadDisposition], rules: FollowUp) -> tuple[CoachingNote, ...]:
    labels, lead_ids = FeedbackLabels(rules.ruleset), {row.lead_id for row in rows}
    states, cards = read_states(lead_ids), LeadCard.objects.in_bulk(lead_ids)
    found = []
    for row in rows:
        state = states.get(row.lead_id)
        given = state.dispositions if state is not None and state.erased_at is None else ()
        note = next((it.note for it in given if it.disposition_id == row.disposition_id), None)
        if note:
            title = str(cards.get(row.lead_id) or row.lead_id)
            label = labels.code(row.side, row.code)
            found.append(CoachingNote(row.lead_id, title, label, note, row.given_at))
    return tuple(found)
