"""Capture a lead: clean and known once, with its account, in one transaction. Erase what is kept.

Forms, the API and lists of leads come through `capture`; nothing else makes a lead.
"""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leadpact.desk import clock
from leadpact.desk.capture.cleaning import (
    CleanCapture,
    clean_capture,
    identity_policy,
    with_account,
)
from leadpact.desk.capture.exchange import record_exchange
from leadpact.desk.capture.indexes import PEOPLE, lock_keys, open_index
from leadpact.desk.capture.matching import (
    FoundPerson,
    account_values,
    explain_account,
    explain_person,
    find_account,
    find_person,
    keep_person,
)
from leadpact.desk.capture.models import Account, CaptureEvidence, Consent, ImportRow
from leadpact.desk.leads.actions import record
from leadpact.desk.leads.models import StoredLead
from leadpact.desk.privacy.suppression import SuppressionReason, suppression_of
from leadpact.desk.store import in_transaction, open_store, rules_in_force
from leadpact.desk.work.actions import drop_messages
from leadpact.engine.lead import Activity, AttributeValue, Lead
from leadpact.engine.lifecycle import Decision, FollowUp, LeadState, RecordLead, RecordOptOut
from leadpact.engine.routing import RoutingState
from leadpact.identity.duplicates import PairOutcome

_LEAD_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:@-]{0,99}")


@dataclass(frozen=True, slots=True)
class GivenConsent:
    """What a prospect agreed to, in the wording that they saw, and on which page."""

    purpose: str
    wording: str
    wording_version: str
    page: str = ""


@dataclass(frozen=True, slots=True)
class Captured:
    """The lead that a capture became.

    Attributes
    ----------
    lead_id
        The new lead, or the known one whose exchange it became.
    is_new
        Whether the lead was not known before.
    decision
        The last decision on the lead; its refusal says why nothing was recorded, if so.
    """

    lead_id: str
    is_new: bool
    decision: Decision


class UnableToCapture(ValueError):
    """The fields cannot become a lead; `fact` and `fix` say why."""

    def __init__(self, fact: str, fix: str) -> None:
        super().__init__(f"{fact} {fix}")
        self.fact, self.fix = fact, fix


@dataclass(frozen=True, slots=True)
class Capture:
    """One capture, as far as it is known: what came, by whom, and what is to be done with it."""

    command_id: str
    actor: str
    source: str
    at: datetime
    rules: FollowUp
    clean: CleanCapture
    activities: tuple[Activity, ...]


@in_transaction
def capture(
    values: Mapping[str, Any],
    activities: Sequence[Activity] = (),
    *,
    source: str,
    command_id: str,
    actor: str,
    consent: Sequence[GivenConsent] | GivenConsent | None = None,
) -> Captured:
    """Clean a lead's fields, find its person and account, and record it, or its exchange.

    Parameters
    ----------
    values
        Fields by name, as they came: texts, or values of the pact's types. `lead_id` names a known
        lead; of a lead that is not known it becomes the id, unless its person is known.
    activities
        What the prospect did; each id is one of its own.
    source
        Where it came from, such as `form demo`. It becomes the lead's `source`, unless given.
    command_id
        Names this capture. Sent again under it, nothing happens, and the answer is the same lead.
    actor
        Who sent it, such as `prospect` or `system:api-3`.
    consent
        What the prospect agreed to.

    Raises
    ------
    UnableToReadLead
        Where a value is not of the pact's type; nothing is stored.
    UnableToCapture
        Where the id of the lead cannot be one; nothing is stored.
    UnableToUseStore
        As `leads.actions.record`.
    """
    lock_keys([f"capture {command_id}"])
    known = CaptureEvidence.objects.filter(command_id=command_id).first()
    if known is not None:
        return _captured_before(known)
    at = clock.now()
    rules = rules_in_force(at)
    clean = clean_capture({"source": source, **values}, rules.ruleset, as_of=at.date())
    item = Capture(command_id, actor, source, at, rules, clean, tuple(activities))
    named = _named_lead(values)
    is_known = bool(named) and _is_stored(named)
    found = None if is_known else _look_for_person(clean, rules)
    evidence = CaptureEvidence(
        command_id=command_id,
        source=source,
        captured_at=at,
        outcome=str(found.match.outcome) if found else ("GIVEN" if is_known else "NOT_ASKED"),
        body=_body(values, clean),
    )
    known_id = named if is_known else _known_lead(found)
    suppressed = _suppression(clean, consent)
    captured = _exchange(item, known_id) if known_id else _new_lead(item, named, values, evidence)
    if captured.decision.refusal is None and captured.is_new and suppressed is not None:
        captured = _left_alone(captured, item, suppressed)
    if captured.decision.refusal is None:
        _keep(captured, evidence, found, consent)
    return captured


def _suppression(
    clean: CleanCapture, consent: Sequence[GivenConsent] | GivenConsent | None
) -> SuppressionReason | None:
    """Return why the person is to be left alone; refuse one who was erased and agrees to nothing.

    Raises
    ------
    UnableToCapture
        Where somebody else sends the values of a person who was erased.
    """
    known = (str(clean.attributes.get(name) or "") for name in ("email", "phone"))
    found = suppression_of(*known)
    if found is SuppressionReason.ERASED and not consent:
        fact = "The person of this address was erased, so nothing is stored of them again."
        raise UnableToCapture(fact, "They can fill in a form that asks for their consent.")
    return found


def _left_alone(captured: Captured, item: Capture, why: SuppressionReason) -> Captured:
    """Record that a new lead is not to be contacted, before anybody works it."""
    command = RecordOptOut(
        f"{item.command_id}/suppressed", item.at, actor=f"system:suppression-{why.lower()}"
    )
    decision = record(captured.lead_id, command)
    drop_messages(captured.lead_id)
    return Captured(captured.lead_id, captured.is_new, decision)


def _captured_before(known: CaptureEvidence) -> Captured:
    state, rules = open_store().load_lead(known.lead_id).state, rules_in_force(clock.now())
    nothing = Decision(state, (), (), (), None, RoutingState(), (), rules)
    return Captured(known.lead_id, known.is_new, nothing)


def _named_lead(values: Mapping[str, Any]) -> str:
    name = str(values.get("lead_id") or "").strip()
    if name and not _LEAD_ID.fullmatch(name):
        fact = "The lead's id has other characters than letters, digits and . _ : @ -, or over 100."
        raise UnableToCapture(fact, "Leave it out: the desk gives the lead one.")
    return name


def _look_for_person(clean: CleanCapture, rules: FollowUp) -> FoundPerson | None:
    policy = identity_policy(rules.ruleset).duplicates
    return find_person(clean.attributes, policy) if policy is not None else None


def _is_stored(lead_id: str) -> bool:
    return StoredLead.objects.filter(lead_id=lead_id, version__gt=0).exists()


def _known_lead(found: FoundPerson | None) -> str:
    """Return the lead of somebody who is known; empty where they are new."""
    if found is None or found.match.outcome is not PairOutcome.SAME:
        return ""
    return _surviving(found.best_lead_id)


def _surviving(lead_id: str) -> str:
    """Return the lead that a known lead was merged into, or itself; empty where it is gone."""
    passed = set[str]()
    while lead_id not in passed and StoredLead.objects.filter(lead_id=lead_id).exists():
        passed.add(lead_id)
        state: LeadState = open_store().load_lead(lead_id, "").state
        if state.erased_at is not None:
            return ""
        if state.merged_into is None:
            return lead_id
        lead_id = state.merged_into
    return ""


def _exchange(item: Capture, lead_id: str) -> Captured:
    decision = record_exchange(
        lead_id,
        item.clean,
        item.activities,
        command_id=item.command_id,
        actor=item.actor,
        at=item.at,
    )
    return Captured(lead_id, False, decision)


def _new_lead(
    item: Capture, named: str, values: Mapping[str, Any], evidence: CaptureEvidence
) -> Captured:
    lead_id = named or secrets.token_hex(12)
    ruleset = item.rules.ruleset
    account = _account_of(lead_id, values, item, evidence)
    attributes: dict[str, AttributeValue] = dict(item.clean.attributes)
    if account is not None:
        attributes = with_account(attributes, account_values(account), ruleset)
    lead = Lead(lead_id, attributes, created_at=item.at, account_id=account.pk if account else None)
    command = RecordLead(
        item.command_id,
        item.at,
        lead,
        account_owner_rep_id=(account.owner_rep_id or None) if account else None,
        activities=item.activities,
        actor=item.actor,
    )
    return Captured(lead_id, True, record(lead_id, command))


def _account_of(
    lead_id: str, values: Mapping[str, Any], item: Capture, evidence: CaptureEvidence
) -> Account | None:
    """Return the account of a new lead: the one that the sender names, else the one it matches."""
    named = str(values.get("account_id") or "").strip()
    if named:
        return Account.objects.filter(pk=named).first()
    policy = identity_policy(item.rules.ruleset).accounts
    if policy is None:
        return None
    match = find_account(lead_id, item.clean.attributes, policy)
    evidence.body["account"] = explain_account(match)
    return Account.objects.filter(pk=match.account_id).first() if match.account_id else None


def _body(values: Mapping[str, Any], clean: CleanCapture) -> dict[str, Any]:
    return {
        "given": {name: str(value) for name, value in values.items() if value is not None},
        "faults": [[str(item.code), item.field, item.detail] for item in clean.faults],
        "grade": clean.grade,
        "derived": dict(clean.derived_from),
        "unused": list(clean.unused),
    }


def _keep(
    captured: Captured,
    evidence: CaptureEvidence,
    found: FoundPerson | None,
    consent: Sequence[GivenConsent] | GivenConsent | None,
) -> None:
    """Keep why it is this lead, let it be found, and keep what the prospect agreed to."""
    evidence.lead_id, evidence.is_new = captured.lead_id, captured.is_new
    if found is not None:
        best = found.match.best
        evidence.other_lead_id = found.best_lead_id
        evidence.weight = best.match.weight if best else None
        evidence.probability = best.match.probability if best else None
        evidence.body["person"] = explain_person(found)
    evidence.save(force_insert=True)
    if found is not None:
        name = captured.lead_id if captured.is_new else f"{captured.lead_id}/{evidence.pk}"
        keep_person(captured.lead_id, name, found)
    given = [consent] if isinstance(consent, GivenConsent) else list(consent or ())
    for item in given:
        Consent.objects.create(
            lead_id=captured.lead_id,
            command_id=evidence.command_id,
            purpose=item.purpose,
            wording=item.wording,
            wording_version=item.wording_version,
            page=item.page,
            given_at=evidence.captured_at,
        )


def forget(lead_id: str) -> None:
    """Delete the personal values that capture keeps of a lead, within the erasure of its person."""
    rows = CaptureEvidence.objects.filter(lead_id=lead_id)
    records = [f"{lead_id}/{number}" for number in rows.values_list("pk", flat=True)]
    open_index(PEOPLE).remove([lead_id, *records])
    rows.update(body={})
    ImportRow.objects.filter(lead_id=lead_id).update(values={})
