"""The keys under which programs sent requests, so that one sent twice is answered twice alike."""

from django.db import models


class RequestKey(models.Model):
    """An `Idempotency-Key` of a principal, and the answer to its request; `status` 0: it runs.

    `digest` is keyed by the secret key, so that it tells nothing of the body.
    """

    principal = models.CharField(max_length=120)
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()
    taken_at = models.DateTimeField()
    taker = models.CharField(max_length=32)
    status = models.IntegerField(default=0)
    media_type = models.CharField(max_length=60, blank=True)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)

    class Meta:
        db_table = "request_key"
        constraints = (
            models.UniqueConstraint(fields=["principal", "key"], name="request_key_once"),
        )
        indexes = (models.Index(fields=["recorded_at"], name="request_key_age"),)

    def __str__(self) -> str:
        return self.key
