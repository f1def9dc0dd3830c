"""Small pacts, leads and times for the tests of the engine."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count

from leadpact.engine import Activity, Lead, LeadScore, score_lead
from leadpact.pact.check import load_pact_text
from leadpact.pact.ruleset import Ruleset

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
"""A Monday."""

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)

_ids = count()


def pact(
    *rules: str, range_: str = "[-1000, 1000]", gates: str = "{}", time_zone: str = "UTC"
) -> Ruleset:
    """Return a pact of one score `s` with these rules, each as `on: web, points: 5`."""
    listed = "".join(f"\n      - {{id: r{n}, {rule}}}" for n, rule in enumerate(rules, start=1))
    return load_pact_text(
        f"""spec: 1
name: A pact
time_zone: {time_zone}
activities: {{web: {{}}, demo: {{}}}}
scores:
  s:
    range: {range_}
    rules:{listed}
gates: {gates}
"""
    )


def acted(at: datetime, kind: str = "web", activity_id: str | None = None) -> Activity:
    """Return an activity, with an id of its own unless one is given."""
    return Activity(activity_id or f"a{next(_ids)}", kind, at)


def days_ago(days: float, kind: str = "web") -> Activity:
    """Return an activity of some days before noon."""
    return acted(NOON - days * DAY, kind)


def score_of(
    ruleset: Ruleset, *activities: Activity, as_of: datetime = NOON, lead: Lead | None = None
) -> LeadScore:
    """Return the score `s` of a lead."""
    return score_lead(lead or Lead("L1"), activities, ruleset, as_of=as_of)["s"]


def points_of(
    ruleset: Ruleset, *activities: Activity, as_of: datetime = NOON, lead: Lead | None = None
) -> float:
    """Return the points of the score `s` of a lead."""
    return score_of(ruleset, *activities, as_of=as_of, lead=lead).points


def local(zone_offset_hours: float, *parts: int) -> datetime:
    """Return a moment from local time and the offset in force."""
    return datetime(*parts, tzinfo=UTC) - timedelta(hours=zone_offset_hours)  # type: ignore[arg-type, misc]


def lead_with(**attributes: object) -> Lead:
    """Return a lead of which this is known."""
    return Lead("L1", attributes)  # type: ignore[arg-type]


def opened_at(gates: dict[str, datetime | None]) -> Sequence[datetime | None]:
    """Return the moments of the gates, in the order of the funnel."""
    return tuple(gates.values())
