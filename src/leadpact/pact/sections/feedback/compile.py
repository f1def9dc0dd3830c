"""From the written section `feedback` to its policy."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from leadpact.pact.draft import Draft
from leadpact.pact.sections.feedback.document import DispositionDocument, FeedbackDocument
from leadpact.pact.sections.feedback.policy import (
    SIDES,
    STANDARD_DISPOSITIONS,
    STANDARD_FAULTS,
    Disposition,
    FaultKind,
    FeedbackPolicy,
    FeedbackReason,
    LeadFault,
    LeadsTo,
    Need,
)
from leadpact.pact.sections.spans import compile_span
from leadpact.terms.stages import RepRole

_STANDARD = {(item.side, item.code): item for item in STANDARD_DISPOSITIONS}
_KINDS = {FaultKind.MISSING: "is missing", FaultKind.WRONG: "is wrong"}


def compile_feedback(draft: Draft, document: FeedbackDocument) -> FeedbackPolicy:
    """Return the policy of a section without errors.

    Each must-have of a gate can be named as missing or wrong.
    """
    must_haves = [name for gate in draft.gates.values() for name in gate.every_must_have]
    policy = FeedbackPolicy(
        dispositions=tuple(
            item for side in SIDES for item in dispositions_of(document, side).values()
        ),
        faults=(*declared_faults(document), *must_have_faults(must_haves)),
        note_at_most=document.note.at_most,
    )
    if document.dispute_within is None:
        return policy
    return replace(policy, dispute_within=compile_span(document.dispute_within))


def written_of(document: FeedbackDocument, side: RepRole) -> Mapping[str, DispositionDocument]:
    """Return what is written of the dispositions of a side, by code."""
    return document.dispositions.sdr if side is RepRole.SDR else document.dispositions.ae


def dispositions_of(document: FeedbackDocument, side: RepRole) -> dict[str, Disposition]:
    """Return the dispositions of a side, by code: the standard ones first.

    One that does not say where it leads, which is an error, counts as one that stays.
    """
    written = written_of(document, side)
    codes = dict.fromkeys((*(code for owner, code in _STANDARD if owner is side), *written))
    documents = {code: written.get(code, DispositionDocument()) for code in codes}
    return {
        code: _disposition(side, code, item) for code, item in documents.items() if item.offered
    }


def _disposition(side: RepRole, code: str, document: DispositionDocument) -> Disposition:
    own = Disposition(side, code, label=code, leads_to=LeadsTo.STAYS)
    found = _STANDARD.get((side, code), own)
    if document.label is not None:
        found = replace(found, label=document.label)
    if document.needs is not None:
        found = replace(found, needs=frozenset(Need(need.upper()) for need in document.needs))
    if document.reasons is not None:
        reasons = document.reasons.items()
        found = replace(found, reasons=tuple(FeedbackReason(*reason) for reason in reasons))
    if document.leads_to is not None:
        found = _leading(found, LeadsTo(document.leads_to.upper()))
    if document.stops_work is not None:
        found = replace(found, work_goes_on=not document.stops_work)
    if document.after is not None:
        found = replace(found, after=frozenset(document.after))
    if document.review is not None:
        found = replace(found, is_reviewed=document.review)
    return found


def _leading(item: Disposition, leads_to: LeadsTo) -> Disposition:
    """Return a disposition that leads elsewhere; what disqualifies is reviewed, what stays not."""
    is_reviewed = item.is_reviewed and leads_to is LeadsTo.RECYCLED
    is_reviewed = is_reviewed or leads_to is LeadsTo.DISQUALIFIED
    return replace(item, leads_to=leads_to, is_reviewed=is_reviewed)


def declared_faults(document: FeedbackDocument) -> tuple[LeadFault, ...]:
    """Return the faults that a section lists, or the standard ones."""
    if document.faults is None:
        return STANDARD_FAULTS
    return tuple(LeadFault(code, label) for code, label in document.faults.items())


def must_have_faults(must_haves: Iterable[str]) -> tuple[LeadFault, ...]:
    """Return the two faults of each must-have, in the order of their names."""
    return tuple(
        LeadFault(f"{kind.lower()}:{name}", f"{name} {words}", kind, name)
        for name in sorted(set(must_haves))
        for kind, words in _KINDS.items()
    )
