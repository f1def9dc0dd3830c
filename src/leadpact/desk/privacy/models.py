"""Addresses that are to be left alone, under a keyed hash: nobody reads them here."""

from django.db import models


class Suppression(models.Model):
    """An e-mail address or phone number that nobody is to contact; a row is never changed.

    `kind` is `EMAIL` or `PHONE`, `digest` the keyed hash of the value, `reason` `OPTED_OUT` or
    `ERASED`.
    """

    kind = models.TextField()
    digest = models.TextField()
    reason = models.TextField()
    lead_id = models.TextField()
    noted_at = models.DateTimeField()

    class Meta:
        db_table = "suppression"
        constraints = (
            models.UniqueConstraint(fields=["digest", "kind", "reason"], name="suppression_once"),
        )
        indexes = (models.Index(fields=["lead_id"], name="suppression_lead"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.reason}"
