"""Checks of feedback: required reports are possible, and every disposition leads somewhere."""

from collections.abc import Iterator, Mapping

from leadpact.conditions.findings import closest
from leadpact.pact.checks.base import did_you_mean, repeats
from leadpact.pact.draft import Draft
from leadpact.pact.positions import Path_
from leadpact.pact.sections.feedback.compile import (
    declared_faults,
    dispositions_of,
    written_of,
)
from leadpact.pact.sections.feedback.document import DispositionDocument, FeedbackDocument
from leadpact.pact.sections.feedback.policy import SIDES, Disposition, LeadsTo, Need
from leadpact.pact.sections.spans import span_fault
from leadpact.terms.stages import RepRole

DISPOSITIONS: Path_ = ("feedback", "dispositions")


def written_dispositions(
    feedback: FeedbackDocument,
) -> Iterator[tuple[Path_, DispositionDocument, Disposition]]:
    """Yield every written disposition that is offered: its path, as written, and as it is."""
    for side in SIDES:
        found = dispositions_of(feedback, side)
        for code, item in written_of(feedback, side).items():
            if code in found:
                yield (*DISPOSITIONS, side.lower(), code), item, found[code]


def _other_side(code: str, side: RepRole) -> RepRole | None:
    """Return the side for which a code is standard, where it is another one."""
    others = (item for item in SIDES if item is not side)
    return next((item for item in others if code in _standard_of(item)), None)


def _standard_of(side: RepRole) -> Mapping[str, Disposition]:
    """Return the dispositions that a side has where a pact writes none."""
    return dispositions_of(FeedbackDocument(), side)


def check_dispositions_lead_somewhere(draft: Draft, feedback: FeedbackDocument) -> None:
    """Check that each of the pact's own dispositions leads somewhere, and each side has one."""
    for path, written, item in written_dispositions(feedback):
        standard = _standard_of(item.side)
        if item.code not in standard and written.leads_to is None:
            close = closest(item.code, standard.keys() - written_of(feedback, item.side).keys())
            fact = f"`{item.code}` does not say where it leads."
            fix = "Add `leads_to`, such as `leads_to: recycled`."
            if item.is_hold or item.work_goes_on:  # nothing else can be on hold, or go on
                added = "" if item.work_goes_on else " and `stops_work: false`"
                fix = f"Add `leads_to: stays`{added}."
            fix = f"{fix[:-1]}, or did you mean `{close}`?" if close else fix
            if other := _other_side(item.code, item.side):
                fact = (
                    f"`{item.code}` is a disposition of an {other}, and does not say where"
                    f" it leads for an {item.side}."
                )
                fix = (
                    f"Write it under `{other.lower()}`, or add `leads_to`, such as"
                    " `leads_to: recycled`."
                )
            draft.add("disposition-leads-nowhere", path, fact, fix, on_key=True)
    for side in SIDES:
        if not dispositions_of(feedback, side):
            path = (*DISPOSITIONS, side.lower())
            draft.add(
                "dispositions-missing",
                path,
                f"No disposition is left that an {side} can give.",
                "Take `offered: false` away from one of them.",
                on_key=True,
            )


def check_withdrawn_dispositions_exist(draft: Draft, feedback: FeedbackDocument) -> None:
    """Check that `offered: false` names a standard disposition, or a complete one of the pact."""
    for side in SIDES:
        standard = _standard_of(side)
        for code, item in written_of(feedback, side).items():
            if not item.offered and item.leads_to is None and code not in standard:
                path = (*DISPOSITIONS, side.lower(), code)
                fact = f"`{code}` is taken away, and there is no such disposition of an {side}."
                fix = did_you_mean(code, standard)
                if other := _other_side(code, side):
                    fix = (
                        f"It is one of an {other}: write it under `{other.lower()}`, or remove it."
                    )
                draft.add("disposition-unknown", path, fact, fix, on_key=True)


def check_needs_can_be_met(draft: Draft, feedback: FeedbackDocument) -> None:
    """Check that where a reason or a fault is needed, there is one to give."""
    for path, written, item in written_dispositions(feedback):
        if Need.REASON in item.needs and not item.reasons:
            draft.add(
                "reasons-missing",
                (*path, "reasons" if written.reasons is not None else "needs"),
                f"`{item.code}` needs a reason, and no reasons are listed for it.",
                'List them, such as `reasons: {timing: "Not now"}`, or do not need one.',
            )
    items = [item for side in SIDES for item in dispositions_of(feedback, side).values()]
    needy = next((item.code for item in items if Need.FAULT in item.needs), None)
    if needy and not declared_faults(feedback) and not _may_have_must_haves(draft):
        draft.add(
            "faults-missing",
            ("feedback", "faults"),
            f"`{needy}` needs a fault, and none can be named.",
            "List some under `faults`, or let a gate have must-haves.",
        )


def _may_have_must_haves(draft: Draft) -> bool:
    is_damaged = any(path[0] == "gates" for path in draft.damaged)
    return is_damaged or any(gate.every_must_have for gate in draft.gates.values())


def check_needs_are_unique(draft: Draft, feedback: FeedbackDocument) -> None:
    """Check that a disposition lists each need once."""
    for path, written, _ in written_dispositions(feedback):
        for index, need in repeats(written.needs or []):
            fact, fix = f"`{need}` is listed twice.", "Remove one of them."
            draft.add("entry-twice", (*path, "needs", index), fact, fix)


def check_reviews_are_of_ended_leads(draft: Draft, feedback: FeedbackDocument) -> None:
    """Check that only a disposition that ends the work on a lead is reviewed."""
    for path, written, item in written_dispositions(feedback):
        stays = item.leads_to is LeadsTo.STAYS and written.leads_to is not None
        if written.review and (stays or item.leads_to is LeadsTo.OPPORTUNITY):
            draft.add(
                "review-of-open-lead",
                (*path, "review"),
                f"`{item.code}` is reviewed, and it keeps the lead open.",
                "Remove `review`, or let it lead to recycled or disqualified.",
            )


def check_faults_are_not_must_haves(draft: Draft, feedback: FeedbackDocument) -> None:
    """Check that no fault has the name of a must-have, which has two faults already."""
    must_haves = {name for gate in draft.gates.values() for name in gate.every_must_have}
    for code in feedback.faults or {}:
        if code in must_haves:
            draft.add(
                "fault-ambiguous",
                ("feedback", "faults", code),
                f"`{code}` is a must-have of a gate, of which `missing:{code}` and"
                f" `wrong:{code}` are faults already.",
                "Rename the fault, or remove it.",
                on_key=True,
            )


def check_labels_are_distinct(draft: Draft, feedback: FeedbackDocument) -> None:
    """Check that entries of one list to choose from have different labels."""
    _check_labels(draft, ("feedback", "faults"), feedback.faults or {})
    for path, written, _ in written_dispositions(feedback):
        _check_labels(draft, (*path, "reasons"), written.reasons or {})
    for side in SIDES:
        found, own = dispositions_of(feedback, side), written_of(feedback, side)
        named = {code: item.label for code, item in found.items() if code not in own}
        for code in (code for code in found if code in own):
            _check_label(
                draft, (*DISPOSITIONS, side.lower(), code, "label"), code, found[code].label, named
            )
            named[code] = found[code].label


def _check_labels(draft: Draft, path: Path_, labels: Mapping[str, str]) -> None:
    named: dict[str, str] = {}
    for code, label in labels.items():
        _check_label(draft, (*path, code), code, label, named)
        named[code] = label


def _check_label(
    draft: Draft, path: Path_, code: str, label: str, named: Mapping[str, str]
) -> None:
    others = [name for name, other in named.items() if other.casefold() == label.casefold()]
    if others:
        draft.add(
            "label-twice",
            path,
            f"`{code}` is called {label}, as `{others[0]}` is.",
            "Give one of them another label.",
        )


def check_disputes_have_time(draft: Draft, feedback: FeedbackDocument) -> None:
    """Check that there is time to dispute a review."""
    span = feedback.dispute_within
    if span is None:
        return
    path: Path_ = ("feedback", "dispute_within")
    if fault := span_fault(span):
        draft.add("span-incomplete", path, *fault)
    elif not any(span.given.values()):
        draft.add(
            "span-zero",
            path,
            "There is no time to dispute a review.",
            "Give it some, such as `days: 5`.",
        )
