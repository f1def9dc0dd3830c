"""What happens with a form: shown, begun, sent, quarantined; and how the next version is made."""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import F

from leadpact.desk import clock
from leadpact.desk.capture.actions import GivenConsent, capture
from leadpact.desk.capture.form_fields import FIRST_FIELDS, FormField, read_fields, store_fields
from leadpact.desk.capture.models import FormCount, FormVersion, FormVisit, QuarantinedSubmission
from leadpact.desk.capture.suspicion import FormToken, find_reasons
from leadpact.desk.governance.audit import note_audit
from leadpact.desk.store import in_transaction
from leadpact.engine.lead import Activity
from leadpact.pact.ruleset import Ruleset
from leadpact.terms.actors import PROSPECT

FIRST_SLUG = "demo"
HIDDEN = ("campaign", "content", "page")
"""Where the prospect came from, as the page around the form gives it; nobody types it."""

_LONGEST_HIDDEN = 500


@dataclass(frozen=True, slots=True)
class Submission:
    """A form that was sent: its answers, its token, and the network that it came from."""

    form: FormVersion
    answers: Mapping[str, str]
    token: FormToken | None
    network: str
    n_recent: int


@in_transaction
def count_view(form: FormVersion) -> None:
    """Count that a form was shown."""
    _count(form, "VIEW")


@in_transaction
def count_errors(form: FormVersion, fields: Sequence[str]) -> None:
    """Count the fields of a form whose answers would not do."""
    for name in fields:
        _count(form, "ERROR", name)


def _count(form: FormVersion, what: str, field: str = "") -> None:
    rows = FormCount.objects.filter(form=form, what=what, field=field)
    if not rows.update(n=F("n") + 1):
        _, is_new = FormCount.objects.get_or_create(
            form=form, what=what, field=field, defaults={"n": 1}
        )
        if not is_new:
            rows.update(n=F("n") + 1)


@in_transaction
def note_touch(form: FormVersion, token: FormToken, field: str) -> None:
    """Note which field of an opened form was touched last; the first touch begins the visit."""
    if field not in {item.name for item in read_fields(form.fields)}:
        return
    visit, _ = FormVisit.objects.get_or_create(
        nonce=token.nonce, defaults={"form": form, "began_at": clock.now()}
    )
    FormVisit.objects.filter(pk=visit.pk, outcome="").update(last_field=field)


@in_transaction
def submit(sent: Submission) -> str:
    """Take a form that was sent: capture it, or put it into quarantine; return the outcome.

    Sent again with the same answers it is one submission.

    Raises
    ------
    UnableToReadLead
        Where an answer is not of the pact's type; nothing is stored.
    UnableToUseStore
        `pact-missing`, where no pact is in force; nothing is stored.
    """
    at = clock.now()
    reasons = find_reasons(sent.answers, sent.token, as_of=at, n_recent=sent.n_recent)
    values = _values(sent)
    digest = _digest(values)
    visit = _visit(sent)
    if visit is not None and visit.outcome:
        if visit.digest == digest:
            return visit.outcome
        reasons.append("USED_TWICE")
        visit = None
    nonce = sent.token.nonce if sent.token is not None else ""
    if reasons:
        _quarantine(sent, values, reasons, nonce, at)
    else:
        _capture(sent.form, values, nonce, at)
    outcome = "QUARANTINED" if reasons else "SENT"
    if visit is not None:
        began_at = visit.began_at or at
        FormVisit.objects.filter(pk=visit.pk).update(
            outcome=outcome, sent_at=at, digest=digest, began_at=began_at
        )
    return outcome


def _visit(sent: Submission) -> FormVisit | None:
    """Return the row of an opened form, locked; None where the sender opened none."""
    if sent.token is None:
        return None
    new = FormVisit(nonce=sent.token.nonce, form=sent.form)
    FormVisit.objects.bulk_create([new], ignore_conflicts=True)
    return FormVisit.objects.select_for_update().get(nonce=sent.token.nonce)


def _values(sent: Submission) -> dict[str, str]:
    """Return the answers to the fields of the form, and where the prospect came from."""
    names = [item.name for item in read_fields(sent.form.fields)]
    found = {name: sent.answers.get(name, "").strip() for name in names}
    for name in HIDDEN:
        found[name] = sent.answers.get(name, "").strip()[:_LONGEST_HIDDEN]
    if sent.form.consent_wording:
        found["consent"] = "yes" if sent.answers.get("consent") else ""
    return {name: text for name, text in found.items() if text}


def _digest(values: Mapping[str, str]) -> str:
    """Return a keyed hash of answers: it tells a double press from others, and names nobody."""
    text = json.dumps(values, sort_keys=True).encode()
    return hmac.new(settings.SECRET_KEY.encode(), text, hashlib.sha256).hexdigest()


def _quarantine(
    sent: Submission, values: Mapping[str, str], reasons: list[str], nonce: str, at: datetime
) -> None:
    QuarantinedSubmission.objects.create(
        form=sent.form,
        nonce=nonce,
        received_at=at,
        reasons=reasons,
        values=dict(values),
        network=sent.network,
    )


def _capture(form: FormVersion, values: Mapping[str, str], name: str, at: datetime) -> str:
    """Capture a submission; return the lead that it became."""
    command_id = f"form/{name}"
    known = {key: text for key, text in values.items() if key not in ("content", "page", "consent")}
    did = []
    if form.activity:
        campaign, content = values.get("campaign"), values.get("content")
        did = [Activity(command_id, form.activity, at, "form", campaign, content)]
    captured = capture(
        known,
        did,
        source=f"form {form.slug}",
        command_id=command_id,
        actor=PROSPECT,
        consent=_consent(form, values),
    )
    return captured.lead_id


def _consent(form: FormVersion, values: Mapping[str, str]) -> GivenConsent | None:
    if not form.consent_wording or not values.get("consent"):
        return None
    version = f"{form.slug} {form.version}"
    return GivenConsent(
        form.consent_purpose or "contact", form.consent_wording, version, values.get("page", "")
    )


@in_transaction
def release(submission_id: int, *, by: str) -> bool:
    """Capture a submission that a person finds real; tell whether it was still open."""
    found = _open_submission(submission_id)
    if found is None:
        return False
    found.lead_id = _capture(found.form, found.values, f"released-{found.pk}", found.received_at)
    _close(found, by)
    note_audit(by, "submission.released", submission=found.pk, lead=found.lead_id)
    return True


@in_transaction
def discard(submission_id: int, *, by: str) -> bool:
    """Delete the answers of a submission that nobody wants; tell whether it was still open."""
    found = _open_submission(submission_id)
    if found is None:
        return False
    _close(found, by)
    note_audit(by, "submission.discarded", submission=found.pk)
    return True


def _open_submission(submission_id: int) -> QuarantinedSubmission | None:
    rows = QuarantinedSubmission.objects.select_for_update(of=("self",)).select_related("form")
    return rows.filter(pk=submission_id, closed_at=None).first()


def _close(found: QuarantinedSubmission, by: str) -> None:
    # The answers are with the lead now, or nowhere.
    found.values, found.network = {}, ""
    found.closed_at, found.closed_by = clock.now(), by
    found.save()


@dataclass(frozen=True, slots=True)
class FormDraft:
    """What a new version of a form is to be."""

    title: str
    fields: tuple[FormField, ...]
    activity: str = ""
    intro: str = ""
    thanks: str = ""
    redirect_to: str = ""
    consent_purpose: str = ""
    consent_wording: str = ""


@in_transaction
def make_version(slug: str, draft: FormDraft, *, by: str) -> FormVersion:
    """Make the next version of a form, which is shown from now on in place of the last."""
    rows = FormVersion.objects.select_for_update().filter(slug=slug)
    last = max((item.version for item in rows), default=0)
    rows.filter(is_live=True).update(is_live=False)
    texts = {"thanks": draft.thanks} if draft.thanks else {}
    made = FormVersion.objects.create(
        slug=slug,
        version=last + 1,
        is_live=True,
        title=draft.title,
        intro=draft.intro,
        fields=store_fields(draft.fields),
        activity=draft.activity,
        redirect_to=draft.redirect_to,
        consent_purpose=draft.consent_purpose,
        consent_wording=draft.consent_wording,
        made_at=clock.now(),
        made_by=by,
        **texts,
    )
    note_audit(by, "form.made", form=slug, version=made.version)
    return made


def make_first_form(ruleset: Ruleset) -> None:
    """Make the form that every desk begins with, unless there is one."""
    if FormVersion.objects.exists():
        return
    draft = FormDraft("Ask for a demo", FIRST_FIELDS, activity=first_activity(ruleset))
    make_version(FIRST_SLUG, draft, by="system:setup")


def first_activity(ruleset: Ruleset) -> str:
    """Return the activity of a form that asks for contact; empty where the pact names none."""
    likely = [name for name in ruleset.activities if "demo" in name or "contact" in name]
    intent = [name for name in (*likely, *ruleset.activities) if name in ruleset.intent_activities]
    return next(iter((*intent, *likely)), "")
