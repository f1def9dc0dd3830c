"""Tables of capture: where a lead came from and why it is this lead, accounts, and consent.

`CaptureEvidence.body` holds personal values; erasure empties it (`actions.forget`).
"""

from django.db import models


class CaptureEvidence(models.Model):
    """One capture: which lead it became, and why that one.

    `outcome` is of `PairOutcome`, or `GIVEN` where the sender named the lead; `other_lead_id` is
    the most alike of the known leads, `weight` how alike it is, in bits. `body` has the fields as
    they came, their faults, what was derived from what, the reasons, and the account.
    """

    command_id = models.TextField(unique=True)
    lead_id = models.TextField()
    source = models.TextField()
    captured_at = models.DateTimeField()
    is_new = models.BooleanField()
    outcome = models.TextField()
    other_lead_id = models.TextField(blank=True)
    weight = models.FloatField(null=True)
    probability = models.FloatField(null=True)
    body = models.JSONField(default=dict)

    class Meta:
        db_table = "capture_evidence"
        indexes = (
            models.Index(fields=["lead_id"], name="evidence_lead"),
            models.Index(
                fields=["-captured_at"],
                name="evidence_to_review",
                condition=models.Q(outcome="POSSIBLE"),
            ),
        )

    def __str__(self) -> str:
        return self.command_id


class Account(models.Model):
    """A company that leads may belong to, as a table of accounts has it."""

    account_id = models.TextField(primary_key=True)
    name = models.TextField(blank=True)
    domain = models.TextField(blank=True)
    phone = models.TextField(blank=True)
    address = models.TextField(blank=True)
    city = models.TextField(blank=True)
    state = models.TextField(blank=True)
    country = models.TextField(blank=True)
    industry = models.TextField(blank=True)
    n_employees = models.BigIntegerField(null=True)
    revenue_amount = models.FloatField(null=True)
    region = models.TextField(blank=True)
    is_customer = models.BooleanField(null=True)
    parent_account_id = models.TextField(blank=True)
    owner_rep_id = models.TextField(blank=True)
    created_at = models.DateTimeField(null=True)
    further = models.JSONField(default=dict)

    class Meta:
        db_table = "account"
        indexes = (models.Index(fields=["parent_account_id"], name="account_parent"),)

    def __str__(self) -> str:
        return self.name or self.account_id


class Consent(models.Model):
    """Something that a prospect agreed to: the wording, when, and on which page. Never changed."""

    lead_id = models.TextField()
    command_id = models.TextField()
    purpose = models.TextField()
    wording = models.TextField()
    wording_version = models.TextField()
    page = models.TextField(blank=True)
    given_at = models.DateTimeField()

    class Meta:
        db_table = "consent"
        constraints = (
            models.UniqueConstraint(fields=["command_id", "purpose"], name="consent_once"),
        )
        indexes = (models.Index(fields=["lead_id"], name="consent_lead"),)

    def __str__(self) -> str:
        return f"{self.purpose} {self.wording_version}"


class FormVersion(models.Model):
    """One version of a form: what it asks, the activity that it records, its wording of consent.

    A version never changes once it was shown; the next one takes its place. `fields` is a list of
    `form_fields.FormField`, as JSON.
    """

    slug = models.TextField()
    version = models.IntegerField()
    is_live = models.BooleanField(default=False)
    title = models.TextField()
    intro = models.TextField(blank=True)
    button = models.TextField(default="Send")
    thanks = models.TextField(default="Thank you. We will be in touch shortly.")
    redirect_to = models.TextField(blank=True)
    fields = models.JSONField(default=list)
    activity = models.TextField(blank=True)
    consent_purpose = models.TextField(blank=True)
    consent_wording = models.TextField(blank=True)
    made_at = models.DateTimeField()
    made_by = models.TextField()

    class Meta:
        db_table = "form_version"
        constraints = (
            models.UniqueConstraint(fields=["slug", "version"], name="form_version_once"),
            models.UniqueConstraint(
                fields=["slug"], condition=models.Q(is_live=True), name="form_live_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} (version {self.version})"


class FormCount(models.Model):
    """How often something happened with a version of a form: `VIEW`, or `ERROR` of a field."""

    form = models.ForeignKey(FormVersion, on_delete=models.CASCADE, related_name="counts")
    what = models.TextField()
    field = models.TextField(blank=True)
    n = models.BigIntegerField(default=0)

    class Meta:
        db_table = "form_count"
        constraints = (
            models.UniqueConstraint(fields=["form", "what", "field"], name="form_count_once"),
        )

    def __str__(self) -> str:
        return f"{self.what} {self.field} {self.n}"


class FormVisit(models.Model):
    """One opened form that somebody began to fill in, or sent; nothing in it says who.

    `outcome` is empty, `SENT` or `QUARANTINED`; `digest` tells a double press from other values.
    """

    nonce = models.TextField(primary_key=True)
    form = models.ForeignKey(FormVersion, on_delete=models.CASCADE, related_name="visits")
    began_at = models.DateTimeField(null=True)
    last_field = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True)
    outcome = models.TextField(blank=True)
    digest = models.TextField(blank=True)

    class Meta:
        db_table = "form_visit"
        indexes = (models.Index(fields=["form", "outcome", "last_field"], name="visit_of_form"),)

    def __str__(self) -> str:
        return self.nonce


class QuarantinedSubmission(models.Model):
    """A submission that may be a machine's: somebody releases or discards it.

    `values` is personal; discarding empties it, and so does the erasure of the lead.
    """

    form = models.ForeignKey(FormVersion, on_delete=models.CASCADE, related_name="quarantined")
    nonce = models.TextField()
    received_at = models.DateTimeField()
    reasons = models.JSONField(default=list)
    values = models.JSONField(default=dict)
    network = models.TextField(blank=True)
    lead_id = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.TextField(blank=True)

    class Meta:
        db_table = "quarantined_submission"
        indexes = (
            models.Index(
                fields=["received_at", "id"],
                name="quarantine_open",
                condition=models.Q(closed_at=None),
            ),
            models.Index(
                fields=["lead_id"], name="quarantine_lead", condition=~models.Q(lead_id="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.form_id} {self.received_at}"


class NetworkCount(models.Model):
    """How often a network sent something within one minute; rows are deleted after an hour."""

    network = models.TextField()
    what = models.TextField()
    minute = models.BigIntegerField()
    n = models.IntegerField(default=0)

    class Meta:
        db_table = "network_count"
        constraints = (
            models.UniqueConstraint(fields=["network", "what", "minute"], name="network_once"),
        )
        indexes = (models.Index(fields=["minute"], name="network_minute"),)

    def __str__(self) -> str:
        return f"{self.network} {self.what} {self.n}"


class ListImport(models.Model):
    """A list of leads that somebody uploaded: first checked row by row, then imported.

    `state` is `CHECKING`, `CHECKED`, `IMPORTING`, `DONE` or `DISCARDED`.
    """

    name = models.TextField()
    source = models.TextField()
    activity = models.TextField(blank=True)
    direction = models.TextField(blank=True)
    state = models.TextField(default="CHECKING")
    n_rows = models.IntegerField(default=0)
    warnings = models.JSONField(default=list)
    columns = models.JSONField(default=list)
    made_at = models.DateTimeField()
    made_by = models.TextField()

    class Meta:
        db_table = "list_import"
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.name


class ImportRow(models.Model):
    """A row of a list: its values, and what became of it or would.

    `result` is empty until it is known, then `NEW`, `EXCHANGE` or `REFUSED`; `is_done` says that
    it was imported, or needs no import. `values` is personal; erasure and age empty it.
    """

    of = models.ForeignKey(ListImport, on_delete=models.CASCADE, related_name="rows")
    n = models.IntegerField()
    values = models.JSONField(default=dict)
    result = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    lead_id = models.TextField(blank=True)
    is_done = models.BooleanField(default=False)

    class Meta:
        db_table = "import_row"
        constraints = (models.UniqueConstraint(fields=["of", "n"], name="import_row_once"),)
        indexes = (
            models.Index(fields=["of", "result", "is_done", "n"], name="import_row_open"),
            models.Index(
                fields=["lead_id"], name="import_row_lead", condition=~models.Q(lead_id="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.of_id}/{self.n}"
