"""The audit, and pacts that were checked and not published yet."""

from django.db import models


class AuditEntry(models.Model):
    """Something that somebody did or saw; `about` holds ids, never personal values."""

    happened_at = models.DateTimeField()
    actor = models.TextField()
    act = models.TextField()
    about = models.JSONField(default=dict)

    class Meta:
        db_table = "audit"
        ordering = ("-id",)
        indexes = (models.Index(fields=["act", "-id"], name="audit_act"),)

    def __str__(self) -> str:
        return f"{self.actor} {self.act}"


class PactDraft(models.Model):
    """A pact that was checked, and what it would have done with the leads of late.

    The worker judges those leads part by part: `reached_at` and `reached_id` are the last of them,
    `volumes` holds the counts so far, by the draft and by the pact that was in force.
    """

    text = models.TextField()
    fingerprint = models.TextField()
    base_seq = models.BigIntegerField()
    """The number of the pact that was published last when it was checked."""
    base_fingerprint = models.TextField()
    asked_by = models.TextField()
    asked_at = models.DateTimeField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    reached_at = models.DateTimeField(null=True)
    reached_id = models.TextField(blank=True)
    volumes = models.JSONField(default=dict)
    error = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "pact_draft"
        ordering = ("-id",)
        indexes = (
            models.Index(fields=["id"], name="draft_open", condition=models.Q(ended_at=None)),
        )

    def __str__(self) -> str:
        return self.fingerprint[:12]
