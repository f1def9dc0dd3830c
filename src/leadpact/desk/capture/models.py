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
