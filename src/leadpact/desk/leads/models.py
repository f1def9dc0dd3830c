"""What screens read of leads. `StoredLead` is the table of the store; the rest are projections.

A projection follows from the state of its lead, is written in the transaction of the decision, and
is made again by `desk rebuild`. Decisions never read one.
"""

from enum import StrEnum

from django.db import models


class StoredLead(models.Model):
    """The row of a lead in the store. Read here, and written by `leads.actions` alone."""

    lead_id = models.TextField(primary_key=True)
    version = models.IntegerField()
    stage = models.TextField(null=True)
    owner_rep_id = models.TextField(null=True)
    waiting_group = models.TextField(null=True)
    waiting_since = models.BigIntegerField(null=True)
    retry_at = models.BigIntegerField(null=True)
    wake_at = models.BigIntegerField(null=True)
    failures = models.IntegerField()
    failure = models.TextField(null=True)
    state = models.TextField()

    class Meta:
        managed = False
        db_table = "lead"

    def __str__(self) -> str:
        return self.lead_id


class LeadCard(models.Model):
    """What a list shows of a lead. Erasing its person empties the personal columns."""

    lead_id = models.TextField(primary_key=True)
    name = models.TextField(blank=True)
    email = models.TextField(blank=True)
    phone = models.TextField(blank=True)
    title = models.TextField(blank=True)
    company = models.TextField(blank=True)
    account_id = models.TextField(blank=True)
    time_zone = models.TextField(blank=True)
    source = models.TextField(blank=True)
    campaign = models.TextField(blank=True)
    stage = models.TextField(blank=True)
    owner_rep_id = models.TextField(blank=True)
    is_waiting = models.BooleanField(default=False)
    waits_for = models.TextField(blank=True)
    came_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "lead_card"
        indexes = (
            models.Index(fields=["owner_rep_id", "stage"], name="lead_card_owner"),
            models.Index(
                fields=["is_waiting"], name="lead_card_waits", condition=models.Q(is_waiting=True)
            ),
            models.Index(fields=["account_id"], name="lead_card_account"),
            models.Index(fields=["stage", "-changed_at"], name="lead_card_stage"),
            models.Index(fields=["came_at", "lead_id"], name="lead_card_came"),
        )

    def __str__(self) -> str:
        return self.name or self.company or self.lead_id


class LeadRep(models.Model):
    """A rep who worked a lead, had it, or meets its prospect; the owner is in the card."""

    lead_id = models.TextField()
    rep_id = models.TextField()
    part = models.TextField()
    """`HAD` or `MEETS`."""

    class Meta:
        db_table = "lead_rep"
        constraints = (
            models.UniqueConstraint(fields=["rep_id", "part", "lead_id"], name="lead_rep_once"),
        )
        indexes = (models.Index(fields=["lead_id"], name="lead_rep_lead"),)

    def __str__(self) -> str:
        return f"{self.rep_id} {self.part} {self.lead_id}"


class LeadTask(models.Model):
    """Something to do; `of` is a rep, a role or a pool, `body` what its order depends on (JSON)."""

    lead_id = models.TextField()
    kind = models.TextField()
    of = models.TextField()
    about = models.TextField()
    due_at = models.DateTimeField(null=True)
    body = models.TextField()

    class Meta:
        db_table = "lead_task"
        constraints = (
            models.UniqueConstraint(fields=["lead_id", "kind", "of", "about"], name="task_once"),
        )
        indexes = (models.Index(fields=["of", "kind"], name="lead_task_of"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.lead_id}"


class LeadClock(models.Model):
    """A clock of a lead; `ended_at` None: it runs, is paused, or was breached and goes on."""

    lead_id = models.TextField()
    clock_id = models.TextField()
    name = models.TextField()
    kind = models.TextField()
    state = models.TextField()
    rep_id = models.TextField(blank=True)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    breached_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "lead_clock"
        constraints = (models.UniqueConstraint(fields=["lead_id", "clock_id"], name="clock_once"),)
        indexes = (
            models.Index(
                fields=["due_at"], name="lead_clock_open", condition=models.Q(ended_at=None)
            ),
            models.Index(fields=["breached_at"], name="lead_clock_breached"),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.lead_id}"


class LeadReview(models.Model):
    """A disposition that a manager reviews; the note is with the personal values of the lead."""

    lead_id = models.TextField()
    review_id = models.TextField()
    disposition_id = models.TextField()
    state = models.TextField()
    verdict = models.TextField(blank=True)
    side = models.TextField()
    code = models.TextField()
    reason = models.TextField(blank=True)
    fault = models.TextField(blank=True)
    rep_id = models.TextField(blank=True)
    campaign = models.TextField(blank=True)
    given_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "lead_review"
        constraints = (
            models.UniqueConstraint(fields=["lead_id", "review_id"], name="review_once"),
        )
        indexes = (
            models.Index(fields=["state", "given_at"], name="lead_review_state"),
            models.Index(fields=["reviewed_at"], name="lead_review_ruled"),
        )

    def __str__(self) -> str:
        return self.review_id


class LeadDisposition(models.Model):
    """A disposition of a lead; `leads_to` is the stage to which it moved the lead, if it did.

    The note is with the personal values of the lead.
    """

    lead_id = models.TextField()
    disposition_id = models.TextField()
    side = models.TextField()
    code = models.TextField()
    reason = models.TextField(blank=True)
    fault = models.TextField(blank=True)
    leads_to = models.TextField(blank=True)
    is_overturned = models.BooleanField(default=False)
    has_note = models.BooleanField(default=False)
    rep_id = models.TextField(blank=True)
    campaign = models.TextField(blank=True)
    given_at = models.DateTimeField()

    class Meta:
        db_table = "lead_disposition"
        constraints = (
            models.UniqueConstraint(fields=["lead_id", "disposition_id"], name="disposition_once"),
        )
        indexes = (
            models.Index(fields=["rep_id", "given_at"], name="disposition_rep"),
            models.Index(fields=["given_at", "leads_to"], name="disposition_given"),
        )

    def __str__(self) -> str:
        return self.disposition_id


class WorkKind(StrEnum):
    """What a row of the work of reps is."""

    TOUCH = "TOUCH"
    KEPT = "KEPT"
    MISSED = "MISSED"
    BOOKED = "BOOKED"
    HELD = "HELD"
    NO_SHOW = "NO_SHOW"
    CALLED_OFF = "CALLED_OFF"


class RepWork(models.Model):
    """Something that a rep did, or a promise that they kept or missed; written from events.

    `about` is the channel of a touch, the kind of a promise, or the meeting that a meeting rebooks;
    `key` is the id of the touch, the clock or the meeting.
    """

    lead_id = models.TextField()
    rep_id = models.TextField()
    kind = models.TextField()
    about = models.TextField(blank=True)
    key = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "rep_work"
        constraints = (
            models.UniqueConstraint(fields=["lead_id", "kind", "key"], name="work_once"),
        )
        indexes = (models.Index(fields=["rep_id", "at"], name="rep_work_of"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
