"""Compile the cadences of a pact: conditions as closures, windows by name."""

from collections.abc import Mapping
from dataclasses import dataclass

from leadpact.engine.cadences.values import Prospect
from leadpact.engine.scoring import Facts, Test, compile_if_any, holds
from leadpact.pact.sections.cadences.policy import CadencePolicy, Track
from leadpact.pact.sections.calendars.policy import CalendarPolicy, in_zone
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.zone import is_zone


@dataclass(frozen=True, slots=True, eq=False)
class Cadences:
    """A pact's cadences. Make them once, with `make_cadences`."""

    policy: CadencePolicy
    fingerprint: str
    time_zone: str
    calendars: CalendarPolicy
    tracks: Mapping[str, Track]
    opens: Mapping[str, Test | None]

    def has_influencer_steps(self, track_id: str) -> bool:
        """Tell whether a track has steps for a second buying influencer."""
        return bool(self.tracks[track_id].influencer_steps)

    def window(
        self, name: str | None, prospect: Prospect, rep_time_zone: str | None
    ) -> BusinessCalendar:
        """Return when a step may be taken: a window, where the prospect is, else the rep.

        Where neither zone is known, in the calendar's zone, which is by default the pact's.
        """
        name = name if name in self.calendars.named else self.policy.window
        calendar = self.calendars.choose(pact_zone=self.time_zone, clock=name)
        zones = (prospect.time_zone, rep_time_zone)
        zone = next((item for item in zones if item and is_zone(item)), None)
        return calendar if zone is None else in_zone(calendar, zone)


def make_cadences(
    policy: CadencePolicy,
    *,
    calendars: CalendarPolicy | None = None,
    time_zone: str = "UTC",
    fingerprint: str = "",
) -> Cadences:
    """Compile a pact's cadences.

    Parameters
    ----------
    policy
        `Ruleset.cadences`.
    calendars, time_zone, fingerprint
        Of the ruleset.
    """
    return Cadences(
        policy=policy,
        fingerprint=fingerprint,
        time_zone=time_zone,
        calendars=calendars or CalendarPolicy(),
        tracks={item.track_id: item for item in policy.tracks},
        opens={item.track_id: compile_if_any(item.opens) for item in policy.tracks},
    )


def choose_track(cadences: Cadences, facts: Facts) -> str | None:
    """Return the first track whose condition is true of a lead; None: it has no cadence."""
    return next((name for name, opens in cadences.opens.items() if holds(opens, facts)), None)
