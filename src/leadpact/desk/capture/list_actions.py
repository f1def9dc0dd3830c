"""Import a list of leads: read, checked row by row without writing, then captured row by row.

The worker does a part at a time; a row is one transaction, so whatever ends the worker, each row
is imported once.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from leadpact.desk import clock
from leadpact.desk.capture.actions import UnableToCapture, capture
from leadpact.desk.capture.cleaning import clean_capture, identity_policy
from leadpact.desk.capture.list_reading import ReadList
from leadpact.desk.capture.matching import find_person
from leadpact.desk.capture.models import ImportRow, ListImport
from leadpact.desk.governance.audit import note_audit
from leadpact.desk.leads.models import StoredLead
from leadpact.desk.store import in_transaction, rules_in_force
from leadpact.desk.work.failures import concerns_all, where
from leadpact.engine.lead import Activity
from leadpact.engine.lifecycle import FollowUp
from leadpact.engine.read import UnableToReadLead
from leadpact.identity.duplicates import PairOutcome
from leadpact.terms.refusals import MEANINGS, RefusalCode

AT_ONCE = 25
"""Rows that one call of the worker takes, so that no lead waits long behind a list."""

KEPT_DAYS = 30
"""The values of a list are deleted after so many days; its results stay."""

TARGETS = "outbound"
"""The value of the pact's attribute `direction` for a list that SDRs write to by themselves."""

_STORED = 1000
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ListOptions:
    """The name of a list, where it is from, and what its leads did."""

    name: str
    source: str
    activity: str = ""
    is_target: bool = False


@in_transaction
def start_import(read: ReadList, options: ListOptions, *, by: str) -> ListImport:
    """Store the rows of a list, to be checked."""
    made = ListImport.objects.create(
        name=options.name,
        source=options.source,
        activity=options.activity,
        direction=TARGETS if options.is_target else "",
        n_rows=len(read.rows),
        warnings=list(read.warnings),
        columns=[name for name in read.columns if name != "raw"],
        made_at=clock.now(),
        made_by=by,
    )
    ImportRow.objects.bulk_create(
        (
            ImportRow(
                of=made,
                n=row.n,
                values=row.values,
                result="REFUSED" if row.fault else "",
                reason=row.fault,
                is_done=bool(row.fault),
            )
            for row in read.rows
        ),
        batch_size=_STORED,
    )
    note_audit(by, "list.uploaded", list=made.pk, n_rows=made.n_rows)
    return made


@in_transaction
def check_rows(made: ListImport, most: int = AT_ONCE) -> int:
    """Work out what would become of the next rows, without recording anything of them."""
    rows = list(ImportRow.objects.filter(of=made, result="").order_by("n")[:most])
    rules = rules_in_force(clock.now())
    for row in rows:
        row.result, row.reason, row.lead_id = _preview(row, made, rules)
    ImportRow.objects.bulk_update(rows, ["result", "reason", "lead_id"])
    if not ImportRow.objects.filter(of=made, result="").exists():
        ListImport.objects.filter(pk=made.pk, state="CHECKING").update(state="CHECKED")
    return len(rows)


def _preview(row: ImportRow, made: ListImport, rules: FollowUp) -> tuple[str, str, str]:
    named = str(row.values.get("lead_id") or "")
    if named and StoredLead.objects.filter(lead_id=named, version__gt=0).exists():
        return "EXCHANGE", "", named
    try:
        clean = clean_capture(_values(row, made), rules.ruleset, as_of=clock.now().date())
    except UnableToReadLead as error:
        return "REFUSED", f"{error.path}: {error.fact} {error.fix}", ""
    if not {"email", "phone", "last_name"} & set(clean.attributes):
        return "REFUSED", "It names nobody: there is no usable address, phone or name.", ""
    policy = identity_policy(rules.ruleset).duplicates
    if policy is not None:
        found = find_person(clean.attributes, policy, lock=False)
        if found.match.outcome is PairOutcome.SAME:
            return "EXCHANGE", "", found.best_lead_id
    return "NEW", "", ""


def _values(row: ImportRow, made: ListImport) -> dict[str, object]:
    further = {"direction": made.direction} if made.direction else {}
    return {"source": made.source, **further, **row.values}


@in_transaction
def begin_import(made: ListImport, *, by: str) -> bool:
    """Let the worker import the rows of a list that was checked; tell whether this began it."""
    began = ListImport.objects.filter(pk=made.pk, state="CHECKED").update(state="IMPORTING")
    if began:
        note_audit(by, "list.imported", list=made.pk)
    return bool(began)


@in_transaction
def discard_import(made: ListImport, *, by: str) -> None:
    """Delete the rows of a list that is not wanted."""
    states = ("CHECKING", "CHECKED")
    if ListImport.objects.filter(pk=made.pk, state__in=states).update(state="DISCARDED"):
        ImportRow.objects.filter(of=made).delete()
        note_audit(by, "list.discarded", list=made.pk)


@in_transaction
def import_next(made: ListImport) -> bool:
    """Capture the next row of a list; tell whether there was one."""
    rows = ImportRow.objects.select_for_update(skip_locked=True).filter(of=made, is_done=False)
    row = rows.order_by("n").first()
    if row is None:
        if not ImportRow.objects.filter(of=made, is_done=False).exists():
            ListImport.objects.filter(pk=made.pk, state="IMPORTING").update(state="DONE")
        return False
    if row.result != "REFUSED":
        _import_safely(row, made)
    row.is_done = True
    row.save()
    return True


def _import_safely(row: ImportRow, made: ListImport) -> None:
    """Import a row; where its decision raises, the other rows go on."""
    try:
        with transaction.atomic():
            _import_row(row, made)
    except Exception as error:
        if concerns_all(error):
            raise
        _log.error("Row %s of list %s failed: %s.", row.n, made.pk, where(error))
        row.result, row.reason = "REFUSED", "The desk could not decide on it; its log says why."


def _import_row(row: ImportRow, made: ListImport) -> None:
    command_id, at = f"list-{made.pk}/{row.n}", clock.now()
    did = [Activity(command_id, made.activity, at, "list")] if made.activity else []
    try:
        found = capture(
            _values(row, made),
            did,
            source=made.source,
            command_id=command_id,
            actor=f"system:list-{made.pk}",
        )
    except (UnableToReadLead, UnableToCapture) as error:
        row.result, row.reason = "REFUSED", f"{error.fact} {error.fix}"
        return
    row.result, row.lead_id = ("NEW" if found.is_new else "EXCHANGE"), found.lead_id
    refusal = found.decision.refusal
    if refusal is not None:
        row.result, row.reason = "REFUSED", MEANINGS[RefusalCode(refusal.code)]


def work_once(*, as_of: datetime) -> int:
    """Check and import the next rows of the oldest list; return how many there were."""
    made = ListImport.objects.filter(state__in=("CHECKING", "IMPORTING")).order_by("id").first()
    if made is None:
        return _forget_old(as_of)
    if made.state == "CHECKING":
        return check_rows(made)
    n_done = 0
    while n_done < AT_ONCE and import_next(made):
        n_done += 1
    return n_done


@in_transaction
def _forget_old(as_of: datetime) -> int:
    """Delete the values of lists that were imported long ago."""
    old = ImportRow.objects.filter(of__made_at__lt=as_of - timedelta(days=KEPT_DAYS), is_done=True)
    pks = list(old.exclude(values={}).values_list("pk", flat=True)[:_STORED])
    ImportRow.objects.filter(pk__in=pks).update(values={})
    return len(pks)
