"""Checks of what clocks listen to: they start, they can stop, and no signal contradicts another."""

from leadpact.pact.draft import Draft
from leadpact.pact.positions import Path_
from leadpact.pact.sections.cadences.check_channels import (
    STANDARD,
    add_channel_issue,
    own_names,
)
from leadpact.pact.sections.clocks.check_statuses import holds_of, known_statuses
from leadpact.pact.sections.clocks.checks import clocks_of, place_of, policies_of
from leadpact.pact.sections.clocks.document import ClockDocument
from leadpact.pact.sections.clocks.policy import ClockPolicy, Signal, status_of, status_signal

_OPPOSITES = (
    ("starts_on", "stops_on", "so it would be met as it starts"),
    ("starts_on", "cancels_on", "so it would be cancelled as it starts"),
    ("stops_on", "counts_on", "so once would be enough, whatever `n` says"),
    ("stops_on", "cancels_on", "and it can only do one of the two"),
    ("pauses_on", "resumes_on", "and it can only do one of the two"),
)


def check_clocks_start(draft: Draft, clocks: list[ClockDocument]) -> None:
    """Check that some signal starts every clock, and a booking each clock before a meeting."""
    for path, item, policy in policies_of(clocks):
        place, name = place_of(path, item, "starts_on"), f"The clock `{policy.name}`"
        if not policy.starts_on:
            draft.add(
                "clock-never-starts",
                place,
                f"Nothing starts the clock `{policy.name}`.",
                "Write what does, such as `starts_on: [lead_assigned]`.",
            )
        unfit = sorted(policy.starts_on - {Signal.MEETING_BOOKED})
        if policy.before_meeting and unfit:
            draft.add(
                "clock-never-starts",
                place,
                f"{name} is due before a meeting, and `{unfit[0].lower()}` names none.",
                "Write `starts_on: [meeting_booked]`, or leave it out.",
            )


def check_clocks_can_stop(draft: Draft, clocks: list[ClockDocument]) -> None:
    """Check that some signal stops every clock."""
    for path, item, policy in policies_of(clocks):
        if not (policy.stops_on or policy.counts_on):
            draft.add(
                "clock-never-stops",
                place_of(path, item, "stops_on", "counts_on"),
                f"Nothing stops the clock `{policy.name}`: every one of them is breached.",
                "Write what does, such as `stops_on: [disposition_given]`.",
            )


def check_counts_can_be_reached(draft: Draft, clocks: list[ClockDocument]) -> None:
    """Check that a count can be reached, and that its keys are used only where something counts."""
    for path, item, policy in policies_of(clocks):
        if not policy.counts_on:
            _counts_nothing(draft, path, item)
            continue
        n_channels, place = policy.n_channels, place_of(path, item, "n_channels")
        if n_channels > policy.n_needed:
            enough = "1 is" if policy.n_needed == 1 else f"{policy.n_needed} are"
            draft.add(
                "count-unreachable",
                place,
                f"{enough} enough, and they are to be on {n_channels} channels.",
                "Write as many `n`, or fewer `n_channels`.",
            )
        elif policy.channels and n_channels > len(policy.channels):
            draft.add(
                "count-unreachable",
                place,
                f"Different channels needed: {n_channels}, listed: {len(policy.channels)}.",
                "List more `channels`, or write fewer `n_channels`.",
            )
        elif n_channels > (n_known := len(STANDARD) + len(own_names(draft.document))):
            draft.add(
                "count-unreachable",
                place,
                f"Different channels needed: {n_channels}, and there are {n_known}.",
                "Write fewer `n_channels`, or declare more under `cadences.channels`.",
            )


def check_channels_of_clocks_are_declared(draft: Draft, clocks: list[ClockDocument]) -> None:
    """Check that every channel of a clock is a standard one, or one that the pact declares."""
    if draft.is_damaged(("cadences", "channels")):
        return
    known = [*STANDARD, *own_names(draft.document)]
    for path, item in clocks_of(clocks):
        for index, name in enumerate(item.channels or ()):
            if name not in known:
                place = (*path, "channels", index)
                add_channel_issue(draft, place, name, known, what="that touches have")


def _counts_nothing(draft: Draft, path: Path_, item: ClockDocument) -> None:
    for key in ("n", "channels", "n_channels"):
        if getattr(item, key) is not None:
            draft.add(
                "count-without-signal",
                (*path, key),
                f"`{key}` means nothing to a clock that counts nothing.",
                "Write what is counted, such as `counts_on: [touched]`, or remove it.",
            )


def check_signals_do_not_contradict(draft: Draft, clocks: list[ClockDocument]) -> None:
    """Check that no signal does two things that exclude each other."""
    for path, item, policy in policies_of(clocks):
        for one, other, reason in _pairs(policy):
            for signal in sorted(getattr(policy, one) & getattr(policy, other)):
                draft.add(
                    "signals-contradict",
                    place_of(path, item, one, other),
                    f"`{signal.lower()}` is listed in `{one}` and in `{other}` of the clock"
                    f" `{policy.name}`, {reason}.",
                    f"Take it out of one: write `{other}` without it.",
                )


def _pairs(policy: ClockPolicy) -> list[tuple[str, str, str]]:
    one_is_enough = ("starts_on", "counts_on", "so it would be met as it starts")
    return [*_OPPOSITES, *[one_is_enough][: policy.n_needed == 1]]


def check_pauses_end(draft: Draft, clocks: list[ClockDocument]) -> None:
    """Check that a clock that pauses on a signal resumes on one; a hold ends at its date.

    Of a disposition that could not be read or that there is not, another issue speaks.
    """
    holds = holds_of(draft)
    for path, item, policy in policies_of(clocks):
        endless = policy.pauses_on - holds
        codes = sorted(code for signal in endless if (code := status_of(signal)))
        is_unclear = any(part[0] == "feedback" for part in draft.damaged)
        is_unclear |= not set(map(status_signal, codes)) <= set(known_statuses(draft))
        if endless and not policy.resumes_on and not (codes and is_unclear):
            draft.add(
                "pause-without-end",
                place_of(path, item, "resumes_on", "pauses_on"),
                f"The clock `{policy.name}` pauses, and nothing lets it go on but a person.",
                _end_of(codes, policy),
            )


def _end_of(codes: list[str], policy: ClockPolicy) -> str:
    """Return how to end a pause: on a disposition by its date, else by what is the contrary."""
    if codes:
        return (
            f"`{codes[0]}` has no date at which it ends: write `needs: [until]` with it, or here"
            " what ends it, such as `resumes_on: [replied]`."
        )
    if policy.pauses_on & {Signal.OUT_OF_OFFICE}:
        return "Write what does, such as `resumes_on: [back_in_office]`."
    return "Write what does, such as `resumes_on: [replied]`."
