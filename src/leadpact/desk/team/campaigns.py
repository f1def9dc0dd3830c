"""What marketing sees: why leads of each campaign were given back, in counts and in notes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet

from leadpact.desk import access
from leadpact.desk.leads.models import LeadCard, LeadDisposition
from leadpact.desk.leads.queries import read_states
from leadpact.desk.people.models import User
from leadpact.desk.team.feedback_words import SIDES, FeedbackLabels, masked_note
from leadpact.desk.team.reviews import ReviewItem, ReviewReader
from leadpact.engine.feedback import ReviewState
from leadpact.engine.lifecycle import FollowUp
from leadpact.terms.stages import RepRole, Stage

FEWEST = 20
"""Below so many there are counts and no rates: one lead more or less would change them much."""
PERIODS = ((7, "7 days"), (30, "30 days"), (90, "90 days"), (365, "year"))
_GIVEN_BACK = (str(Stage.RECYCLED), str(Stage.DISQUALIFIED))
_NOTES = 20


@dataclass(frozen=True, slots=True)
class CampaignFilter:
    """Which leads marketing looks at: of a period, and of a campaign; None: of any."""

    days: int = 30
    campaign: str | None = None

    @classmethod
    def of(cls, days: str, campaign: str | None) -> "CampaignFilter":
        """Return the filter that an address asks for; what makes no sense counts as nothing."""
        known = {str(number): number for number, _ in PERIODS}
        return cls(known.get(days, 30), campaign or None)

    def since(self, as_of: datetime) -> datetime:
        """Return when the period begins."""
        return as_of - timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class RejectionRow:
    """A reason for which leads of a campaign were given back; `share` in percent, or None."""

    side: str
    disposition: str
    detail: str
    n: int
    share: int | None


@dataclass(frozen=True, slots=True)
class CampaignRejections:
    """What came back of a campaign, the most frequent reason first."""

    campaign: str
    n: int
    rows: tuple[RejectionRow, ...]


@dataclass(frozen=True, slots=True)
class RejectionNote:
    """A note of a rep, without the person."""

    campaign: str
    disposition: str
    detail: str
    note: str
    given_at: datetime


def rejections(
    rules: FollowUp, wanted: CampaignFilter, *, as_of: datetime
) -> tuple[CampaignRejections, ...]:
    """Return why leads were given back, by campaign, the campaign of most first."""
    labels = FeedbackLabels(rules.ruleset)
    counts = (
        _given_back(wanted, as_of)
        .values("campaign", "side", "code", "reason", "fault")
        .annotate(n=Count("id"))
    )
    by_campaign: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in counts:
        by_campaign[row["campaign"]].append(row)
    made = (_campaign(name, rows, labels) for name, rows in by_campaign.items())
    return tuple(sorted(made, key=lambda item: (-item.n, item.campaign)))


def _given_back(wanted: CampaignFilter, as_of: datetime) -> QuerySet[LeadDisposition]:
    found = LeadDisposition.objects.filter(
        given_at__gte=wanted.since(as_of), leads_to__in=_GIVEN_BACK, is_overturned=False
    )
    return found.filter(campaign=wanted.campaign) if wanted.campaign is not None else found


def _campaign(
    name: str, rows: Iterable[Mapping[str, Any]], labels: FeedbackLabels
) -> CampaignRejections:
    ordered = sorted(rows, key=lambda row: (-int(row["n"]), row["code"], row["reason"]))
    total = sum(int(row["n"]) for row in ordered)
    return CampaignRejections(
        name,
        total,
        tuple(
            RejectionRow(
                SIDES.get(row["side"], row["side"]),
                labels.code(row["side"], row["code"]),
                labels.detail(row["reason"], row["fault"]),
                int(row["n"]),
                round(100 * int(row["n"]) / total) if total >= FEWEST else None,
            )
            for row in ordered
        ),
    )


def rejection_notes(
    rules: FollowUp, wanted: CampaignFilter, *, as_of: datetime
) -> tuple[RejectionNote, ...]:
    """Return the latest notes of reps on what they gave back, without who the person is."""
    labels = FeedbackLabels(rules.ruleset)
    rows = list(
        _given_back(wanted, as_of).filter(has_note=True).order_by("-given_at", "-id")[:_NOTES]
    )
    lead_ids = {row.lead_id for row in rows}
    states, cards = read_states(lead_ids), LeadCard.objects.in_bulk(lead_ids)
    found = []
    for row in rows:
        state = states.get(row.lead_id)
        given = state.dispositions if state is not None and state.erased_at is None else ()
        note = next((it.note for it in given if it.disposition_id == row.disposition_id), None)
        if note:
            found.append(
                RejectionNote(
                    row.campaign,
                    labels.code(row.side, row.code),
                    labels.detail(row.reason, row.fault),
                    masked_note(note, cards.get(row.lead_id)),
                    row.given_at,
                )
            )
    return tuple(found)


def disputable_reviews(
    user: User, rules: FollowUp, wanted: CampaignFilter, *, as_of: datetime
) -> tuple[ReviewItem, ...]:
    """Return the reviews that marketing may dispute now, the latest first."""
    upheld = access.reviews_for(user).filter(
        state=str(ReviewState.UPHELD),
        side=str(RepRole.SDR),
        reviewed_at__gte=as_of - _disputable(rules),
    )
    if wanted.campaign is not None:
        upheld = upheld.filter(campaign=wanted.campaign)
    rows = list(upheld.order_by("-given_at", "id")[:_NOTES])
    items = ReviewReader(user, rules, as_of).items(rows)
    return tuple(items[row.pk] for row in rows if items[row.pk].choices)


def _disputable(rules: FollowUp) -> timedelta:
    """Return more time than the pact gives to dispute a review, whatever holidays there are."""
    within = rules.feedback.dispute_within if rules.feedback is not None else None
    days = (within.days or (within.seconds or 0) / 3600) if within is not None else 0
    return timedelta(days=min(30 + 3 * days, 3_650))


def campaign_names(wanted: CampaignFilter, *, as_of: datetime) -> list[str]:
    """Return the campaigns of which leads were given back in a period."""
    found = _given_back(CampaignFilter(wanted.days), as_of).exclude(campaign="")
    return list(found.values_list("campaign", flat=True).distinct().order_by("campaign")[:200])
