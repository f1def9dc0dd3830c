"""Checks of statuses: what a disposition can follow exists, comes first, and leads to an end."""

from collections.abc import Mapping

from leadpact.pact.checks.base import did_you_mean
from leadpact.pact.draft import Draft
from leadpact.pact.sections.feedback.checks import DISPOSITIONS, written_dispositions
from leadpact.pact.sections.feedback.compile import dispositions_of
from leadpact.pact.sections.feedback.document import FeedbackDocument
from leadpact.pact.sections.feedback.policy import SIDES, Disposition

Offered = Mapping[str, Disposition]
"""The dispositions of one side by code."""


def check_statuses_keep_the_stage(draft: Draft, feedback: FeedbackDocument) -> None:
    """Check that the work goes on only with a disposition that keeps the lead in its stage."""
    for path, _, item in written_dispositions(feedback):
        if item.work_goes_on and item.is_end:
            where = item.leads_to.lower()
            draft.add(
                "status-ends-work",
                (*path, "stops_work"),
                f"`{item.code}` leads to {where}, and the work is to go on: it cannot.",
                "Write `leads_to: stays`."
                if item.is_hold
                else "Remove `stops_work`, or write `leads_to: stays`.",
            )


def check_statuses_can_follow(draft: Draft, feedback: FeedbackDocument) -> None:
    """Check that what is named under `after` exists, is no end, and can be given before."""
    for path, written, item in written_dispositions(feedback):
        offered = dispositions_of(feedback, item.side)
        for index, code in enumerate(written.after or ()):
            fault = _fault_of(item, code, offered)
            if fault is not None:
                draft.add(fault[0], (*path, "after", index), *fault[1:])


def _fault_of(item: Disposition, code: str, offered: Offered) -> tuple[str, str, str] | None:
    """Return the code, the fact and the fix of what is wrong with one entry of `after`."""
    name = f"`{item.code}`"
    if code not in offered:
        fact = f"{name} is to come after `{code}`, and an {item.side} has no such disposition."
        others = [key for key, other in offered.items() if key != item.code and not other.is_end]
        fix = did_you_mean(code, others) if others else "Name one that has `leads_to: stays`."
        return "status-unknown", fact, fix
    if offered[code].is_end:
        where = offered[code].leads_to.lower()
        fact = f"{name} is to come after `{code}`, which leads to {where}: nothing follows that."
        return "status-after-end", fact, "Name a disposition that stays, or write `stays` there."
    circle = _circle(item.code, code, offered)
    if circle:
        listed = ", that after ".join(f"`{part}`" for part in circle[1:])
        fact = f"{name} is to come after {listed}: none of them can be the first."
        fact = f"{name} is to come after itself." if len(circle) == 2 else fact
        return "status-circular", fact, f"Take `{code}` out of `after`, so that one comes first."
    return None


def _circle(first: str, code: str, offered: Offered) -> list[str]:
    """Return the way from a disposition over one it follows back to itself; empty: there is none.

    Only where no other way leads out of it: of several under `after` one is enough.
    """
    if first != code and code in reachable(offered):
        return []
    ways = [[first, code]]
    seen = {code}
    for way in ways:
        if way[-1] == first:
            return way
        for other in sorted(offered[way[-1]].after & offered.keys()):
            if other == first or other not in seen:
                seen.add(other)
                ways.append([*way, other])
    return []


def reachable(offered: Offered) -> frozenset[str]:
    """Return the dispositions that can be given at all: first, or after one that can."""
    found: set[str] = set()
    while True:
        open_ = {code for code in found if not offered[code].is_end}
        more = {
            code
            for code, item in offered.items()
            if code not in found and (not item.after or item.after & open_)
        }
        if not more:
            return frozenset(found)
        found |= more


def check_statuses_come_to_an_end(draft: Draft, feedback: FeedbackDocument) -> None:
    """Check that an end can follow every status."""
    for side in SIDES:
        offered = dispositions_of(feedback, side)
        found = reachable(offered)
        status = _first_status(offered, found)
        if status is None or any(offered[code].is_end for code in found):
            continue
        if _has_faults(offered):
            continue  # what hinders the end is reported already
        draft.add(
            "status-dead-end",
            (*DISPOSITIONS, side.lower(), status),
            f"No end can follow `{status}`: whatever an {side} can give keeps the lead.",
            "Offer one that leads to recycled, disqualified or opportunity.",
            on_key=True,
        )


def _first_status(offered: Offered, found: frozenset[str]) -> str | None:
    """Return a status of a side: the work goes on with it, or it follows another one."""
    items = (item for code, item in offered.items() if code in found and not item.is_end)
    return next((item.code for item in items if item.work_goes_on or item.after), None)


def _has_faults(offered: Offered) -> bool:
    return any(_fault_of(item, code, offered) for item in offered.values() for code in item.after)
