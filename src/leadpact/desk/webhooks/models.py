"""Endpoints, and what is sent to each. Deliveries hold ids only, never values of a person."""

from django.db import models


class WebhookEndpoint(models.Model):
    """An address that receives events; secrets are encrypted by a key from the secret key.

    `after_seq` is the last event that was queued for it. `failing_since` None: the last delivery
    went well. While it fails, it rests between attempts, however much is due.
    """

    url = models.TextField()
    secret = models.TextField()
    old_secret = models.TextField(blank=True)
    old_secret_until = models.DateTimeField(null=True)
    kinds = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)
    after_seq = models.BigIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    rests_until = models.DateTimeField(null=True)
    off_reason = models.TextField(blank=True)
    last_sent_at = models.DateTimeField(null=True)
    last_result = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "webhook_endpoint"
        ordering = ("id",)

    def __str__(self) -> str:
        return self.url


class WebhookDelivery(models.Model):
    """One event for one endpoint. A worker takes it by setting `lease_until`."""

    endpoint = models.ForeignKey(
        WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries"
    )
    message_id = models.TextField()
    kind = models.TextField()
    body = models.TextField()
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    n_attempts = models.IntegerField(default=0)
    result = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)
    is_dead = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "webhook_delivery"
        constraints = (
            models.UniqueConstraint(fields=["endpoint", "message_id"], name="webhook_once"),
        )
        indexes = (
            models.Index(
                fields=["endpoint", "due_at"],
                name="webhook_due",
                condition=models.Q(done_at=None, is_dead=False),
            ),
            models.Index(
                fields=["endpoint", "-id"], name="webhook_dead", condition=models.Q(is_dead=True)
            ),
            models.Index(fields=["done_at"], name="webhook_done"),
        )

    def __str__(self) -> str:
        return self.message_id
