"""Checks of the steps of a track: leads come to take each of them, in their order."""

from typing import NamedTuple

from leadpact.conditions.nodes import And
from leadpact.conditions.satisfiable import find_contradiction
from leadpact.pact.draft import Draft
from leadpact.pact.positions import Path_
from leadpact.pact.scopes import ConditionPlace
from leadpact.pact.sections.cadences.checks import steps_of, tracks_of, wait_fault
from leadpact.pact.sections.cadences.document import (
    STEP_LISTS,
    CadencesDocument,
    StepDocument,
    WaitDocument,
)
from leadpact.pact.sections.words import counted


def check_steps_can_be_taken(draft: Draft, cadences: CadencesDocument) -> None:
    """Check that the condition of no step contradicts that of its track."""
    names = draft.scopes[ConditionPlace.GATE].names
    for path, track in tracks_of(cadences):
        of_track = draft.conditions.get((*path, "when"))
        if of_track is None or find_contradiction(of_track, {}, names=names):
            continue
        for place, step in track.listed_steps:
            own = draft.conditions.get((*path, *place, "when"))
            if own is None or find_contradiction(own, {}, names=names):
                continue
            found = find_contradiction(And((of_track, own)), {}, names=names)
            if found:
                draft.add(
                    "step-never-taken",
                    (*path, *place, "when"),
                    f"{found.fact} So no lead of the track `{track.id}` takes the step"
                    f" `{step.id}`.",
                    "Let the two conditions agree, or remove the step.",
                )


def check_steps_count_from_one_moment(draft: Draft, cadences: CadencesDocument) -> None:
    """Check that no step counts from the step before it and from the start of its track."""
    for path, step in steps_of(cadences):
        if step.after is not None and step.after_start is not None:
            draft.add(
                "step-counted-twice",
                (*path, "after_start"),
                f"The step `{step.id}` counts from the step before it (`after`) and from the start"
                " (`after_start`).",
                "Keep one of them.",
            )


class _Earliest(NamedTuple):
    """The earliest moment of a step after the start, and of its business days how many pass."""

    seconds: int = 0
    business_days: int = 0

    def later(self, wait: WaitDocument) -> "_Earliest":
        """Return the earliest moment after a wait."""
        seconds, days = _at_least(wait)
        return _Earliest(self.seconds + seconds, self.business_days + days)

    def is_after(self, wait: WaitDocument) -> bool:
        """Tell whether it surely lies behind the moment that is so long after the start."""
        if wait.business_days is not None:
            return self.business_days > wait.business_days
        return self.seconds > _at_least(wait).seconds

    @property
    def words(self) -> str:
        """Return it as people say it, in the unit that says most."""
        if self.business_days:
            return counted(self.business_days, "business day")
        days, rest = divmod(self.seconds, _DAY)
        if not rest:
            return counted(days, "day")
        hours, rest = divmod(self.seconds, _HOUR)
        return counted(self.seconds // 60, "minute") if rest else counted(hours, "hour")


_HOUR, _DAY = 3600, 86_400


def _at_least(wait: WaitDocument) -> _Earliest:
    """Return how long a wait is at least; the last of its business days may be a short one."""
    seconds = (wait.days or 0) * _DAY + (wait.hours or 0) * _HOUR + (wait.minutes or 0) * 60
    days = wait.business_days or 0
    return _Earliest(seconds + max(days - 1, 0) * _DAY, days)


def check_steps_are_in_order(draft: Draft, cadences: CadencesDocument) -> None:
    """Check that no step is to be made so early after the start that those before it are not."""
    for path, track in tracks_of(cadences):
        for key in STEP_LISTS:
            _check_order(draft, (*path, key), getattr(track, key) or [])


def _check_order(draft: Draft, path: Path_, steps: list[StepDocument]) -> None:
    earliest, before = _Earliest(), ""
    for index, step in enumerate(steps):
        wait = step.after_start or step.after
        if wait is not None and wait_fault(wait):
            return  # how long it is, is not known
        if wait is None or step.after_start is None:
            earliest = earliest if wait is None else earliest.later(wait)
        elif earliest.is_after(wait):
            draft.add(
                "step-out-of-order",
                (*path, index, "after_start"),
                f"The step `{step.id}` comes after `{before}`, which is due {earliest.words} after"
                " the start at the earliest: that is later, so it would never be in time.",
                "Put the steps in the order of their days, or let this one be due later.",
            )
        else:
            own = _at_least(wait)
            earliest = _Earliest(
                max(earliest.seconds, own.seconds), max(earliest.business_days, own.business_days)
            )
        before = step.id
