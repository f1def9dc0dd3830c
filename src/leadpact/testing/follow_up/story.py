"""What happens in a case: its entries with the activities of its lead among them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from leadpact.engine.lead import Activity
from leadpact.terms.actors import PROSPECT
from leadpact.testing.follow_up.values import Entry, FollowUpCase


@dataclass(frozen=True, slots=True)
class Story:
    """What happens in a case that has a `follow_up`; in others nothing does."""

    lead_id: str = ""
    entries: tuple[Entry, ...] = ()
    reps: tuple[Mapping[str, Any], ...] = ()
    absences: tuple[Mapping[str, Any], ...] = ()
    as_of: datetime | None = None

    @property
    def expects(self) -> bool:
        """Whether one of its entries expects something."""
        return any(entry.expected for entry in self.entries)

    @property
    def own(self) -> list[Entry]:
        """The entries about the case's own lead."""
        return [entry for entry in self.entries if entry.lead_id == self.lead_id]

    @property
    def created_at(self) -> datetime | None:
        """When the lead arrived: where nothing else is known, it was created then."""
        return self.own[0].at if self.own else None

    @property
    def known(self) -> dict[str, Any]:
        """What became known of the lead, as the interpreters judge it."""
        found: dict[str, Any] = {}
        for entry in self.own:
            found |= entry.given.get("with", {})
        return found

    @property
    def activities(self) -> tuple[Activity, ...]:
        """What the prospect did by the entries."""
        return tuple(own_activity(entry) for entry in self.own if entry.do == "activity")

    def case(
        self, expected: Mapping[str, Any], activities: Sequence[Activity]
    ) -> FollowUpCase | None:
        """Return it as it is run; None: nothing happens.

        Parameters
        ----------
        activities
            Those of the case's own lead, of which some are entries already.
        """
        if not self.entries:
            return None
        known = {activity.activity_id for activity in self.activities}
        acted = [activity for activity in activities if activity.activity_id not in known]
        entries = (*self.entries,)
        for activity in sorted(acted, key=lambda item: item.occurred_at, reverse=True):
            entries = self._with_activity(entries, activity)
        return FollowUpCase(self.lead_id, entries, self.reps, self.absences, expected)

    def _with_activity(self, entries: tuple[Entry, ...], activity: Activity) -> tuple[Entry, ...]:
        """Return the entries with an activity in its place; the latest come first.

        One from before the lead arrives is known when it does, as it is of a lead that a replay
        takes up.
        """
        came = next((n for n, entry in enumerate(entries) if entry.lead_id == self.lead_id), None)
        if came is None:
            return entries
        arrival = entries[came]
        if activity.occurred_at <= arrival.at:
            before = (activity, *arrival.given.get("activities", ()))
            own = replace(arrival, given={**arrival.given, "activities": before})
            return (*entries[:came], own, *entries[came + 1 :])
        place = next(
            (
                n
                for n, entry in enumerate(entries)
                if n > came and entry.reported_at >= activity.occurred_at
            ),
            len(entries),
        )
        at = max(activity.occurred_at, entries[place - 1].reported_at)
        name, given = f"activity-{activity.activity_id}", {"activity": activity}
        entry = Entry(0, "activity", self.lead_id, activity.occurred_at, at, name, PROSPECT, given)
        return (*entries[:place], entry, *entries[place:])


def own_activity(entry: Entry) -> Activity:
    """Return what the prospect did by an entry of the kind `activity`."""
    given = entry.given.get("activity")
    if isinstance(given, Activity):
        return given
    fields = (entry.given.get(name) for name in ("channel", "campaign", "content", "value"))
    return Activity(entry.id, entry.given["kind"], entry.at, *fields)
