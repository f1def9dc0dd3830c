"""Compile the handoff of a pact: conditions as closures, and its calendars."""

from dataclasses import dataclass

from leadpact.engine.scoring import Facts, Test, compile_condition
from leadpact.pact.sections.calendars.policy import CalendarPolicy
from leadpact.pact.sections.handoff.policy import (
    USUAL_ATTENDANCE,
    Attendance,
    AttendanceRule,
    HandoffPolicy,
)
from leadpact.terms.calendar import BusinessCalendar


@dataclass(frozen=True, slots=True, eq=False)
class Handoff:
    """A pact's handoff, ready to run. Make it once, with `make_handoff`."""

    policy: HandoffPolicy
    calendars: CalendarPolicy
    time_zone: str
    fingerprint: str
    attendance: tuple[tuple[Test | None, Attendance], ...]

    def attendance_for(self, facts: Facts) -> Attendance:
        """Return what the SDR does in the meeting of a lead: the first rule that is true."""
        for opens, sdr in self.attendance:
            if opens is None or opens(facts) is True:
                return sdr
        return USUAL_ATTENDANCE

    def calendar_of(
        self, *, rep: str | None = None, rep_zone: str | None = None
    ) -> BusinessCalendar:
        """Return the calendar of an AE's slots: that of `slots`, the AE's, the pact's.

        Parameters
        ----------
        rep, rep_zone
            The name of the AE's calendar, and the AE's zone; None: the table has none.
        """
        return self.calendars.choose(
            pact_zone=self.time_zone,
            clock=self.policy.slots.calendar,
            rep=rep,
            rep_zone=rep_zone,
        )


def make_handoff(
    policy: HandoffPolicy,
    *,
    calendars: CalendarPolicy | None = None,
    time_zone: str = "UTC",
    fingerprint: str = "",
) -> Handoff:
    """Compile a pact's handoff.

    Parameters
    ----------
    policy
        `Ruleset.handoff`.
    calendars, time_zone, fingerprint
        Of the ruleset.
    """
    rules = tuple((_closure(rule), rule.sdr) for rule in policy.attendance)
    return Handoff(policy, calendars or CalendarPolicy(), time_zone, fingerprint, rules)


def _closure(rule: AttendanceRule) -> Test | None:
    return compile_condition(rule.opens) if rule.opens else None
