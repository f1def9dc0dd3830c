"""The audit: who did what to the desk itself. What happens to leads is in their events."""

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
