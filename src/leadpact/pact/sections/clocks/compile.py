"""From the written section `clocks` to its policies."""

from dataclasses import replace
from typing import Any

from leadpact.pact.draft import Draft
from leadpact.pact.positions import Path_
from leadpact.pact.sections.clocks.document import ClockDocument, clock_id
from leadpact.pact.sections.clocks.policy import (
    SIGNAL_KEYS,
    STANDARD_CLOCKS,
    BreachAction,
    BusinessSpan,
    ClockException,
    ClockKind,
    ClockPolicy,
    CountsFrom,
    ExceptWhen,
    OnBreach,
    signal_of,
)
from leadpact.pact.sections.spans import compile_span
from leadpact.terms.stages import channel_of

_MOST_A_DAY = 86_400


def compile_clocks(draft: Draft, documents: list[ClockDocument]) -> tuple[ClockPolicy, ...]:
    """Return the policies of a section without errors, in the order of the pact."""
    return tuple(
        _with_conditions(clock_policy(item), draft, ("clocks", index))
        for index, item in enumerate(documents)
    )


def _with_conditions(policy: ClockPolicy, draft: Draft, path: Path_) -> ClockPolicy:
    when, opens = draft.condition_and_opens((*path, "when"))
    excepted = []
    for item in ClockException:
        unless, applies = draft.condition_and_opens((*path, "except", item.lower()))
        if unless is not None and applies is not None:
            excepted.append(ExceptWhen(item, unless, applies))
    return replace(
        policy,
        when=when,
        opens=opens,
        exceptions=policy.exceptions | {item.exception for item in excepted},
        except_when=tuple(excepted),
    )


def clock_policy(document: ClockDocument) -> ClockPolicy:
    """Return the policy of a clock without its conditions; its spans must be without faults."""
    standard = STANDARD_CLOCKS[ClockKind(document.kind.upper())]
    within = compile_span(document.within) if document.within else standard.within
    signals: dict[str, Any] = {
        key: frozenset(map(signal_of, codes))
        for key in SIGNAL_KEYS
        if (codes := getattr(document, key)) is not None
    }
    policy = replace(
        standard,
        name=clock_id(document),
        within=within,
        goal=compile_span(document.goal) if document.goal else None,
        calendar=document.calendar,
        counts_from=CountsFrom(document.counts_from.upper())
        if document.counts_from
        else standard.counts_from,
        warnings=_warnings(document, standard, within),
        on_breach=standard.on_breach if document.on_breach is None else _on_breach(document),
        **signals,
    )
    return replace(policy, **_counting(document, policy))


def _counting(document: ClockDocument, policy: ClockPolicy) -> dict[str, Any]:
    """Return what must be counted: nothing special where nothing is counted."""
    if not policy.counts_on:
        return {"n_needed": 1, "channels": frozenset(), "n_channels": 1}
    channels = document.channels
    return {
        "n_needed": policy.n_needed if document.n is None else document.n,
        "channels": policy.channels
        if channels is None
        else frozenset(channel_of(code.upper()) for code in channels),
        "n_channels": policy.n_channels if document.n_channels is None else document.n_channels,
    }


def _warnings(
    document: ClockDocument, standard: ClockPolicy, within: BusinessSpan
) -> tuple[BusinessSpan, ...]:
    """Return the warnings; of the standard ones those that another `within` leaves time for."""
    if document.warn is not None:
        return tuple(map(compile_span, document.warn))
    policy = replace(standard, within=within)
    return tuple(span for span in standard.warnings if leaves_time(span, policy))


def _on_breach(document: ClockDocument) -> tuple[OnBreach, ...]:
    return tuple(
        OnBreach(
            BreachAction(item.do.upper()),
            item.to or "",
            compile_span(item.after) if item.after else None,
        )
        for item in document.on_breach or ()
    )


def leaves_time(warning: BusinessSpan, policy: ClockPolicy) -> bool:
    """Tell whether a warning surely lies after the start: it is shorter than the clock.

    How long a business day is depends on the calendar. So a warning in days does not surely lie
    within a clock in hours, and one in hours does if it is shorter than so many times 24 hours.
    How long a clock runs that is due before a meeting is not known: any warning may be right.
    """
    within = policy.within
    if policy.before_meeting:
        return True
    if warning.days is not None:
        return within.days is not None and warning.days < within.days
    whole = within.days * _MOST_A_DAY if within.days is not None else within.seconds
    return (warning.seconds or 0) < (whole or 0)
