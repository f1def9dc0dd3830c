"""Tables of the worker: commands that wait, messages to be sent, and triggers for waiting leads."""

from django.db import models


class PendingCommand(models.Model):
    """A command that is stored and not yet decided on: it may be undone, or waits for its turn.

    `body` is the command in its stored form; its personal values are with those of the lead. One
    that was taken has no row any more. One that was refused stays, with `refusal` and what is
    `missing`, until somebody has seen it; `not_before` is empty then, as it is of one whose
    decision raised too often.
    """

    lead_id = models.TextField()
    command_id = models.TextField()
    body = models.TextField()
    actor = models.TextField()
    what = models.TextField(blank=True)
    not_before = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()
    refusal = models.TextField(blank=True)
    missing = models.JSONField(default=list)
    n_failures = models.IntegerField(default=0)
    failure = models.TextField(blank=True)

    class Meta:
        db_table = "pending_command"
        constraints = (
            models.UniqueConstraint(fields=["lead_id", "command_id"], name="pending_once"),
        )
        indexes = (
            models.Index(fields=["not_before", "id"], name="pending_due"),
            models.Index(fields=["actor"], name="pending_refused", condition=~models.Q(refusal="")),
        )

    def __str__(self) -> str:
        return self.command_id


class OutboxRow(models.Model):
    """Something to be sent outside, once: ids only, no rendered text.

    A worker takes a row by setting `lease_until`; one that was killed leaves the row to the next.
    """

    kind = models.TextField()
    dedupe_key = models.TextField(unique=True)
    lead_id = models.TextField(blank=True)
    about = models.JSONField(default=dict)
    due_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    n_attempts = models.IntegerField(default=0)
    error = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)
    is_dead = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "outbox"
        indexes = (
            models.Index(
                fields=["due_at", "id"],
                name="outbox_due",
                condition=models.Q(done_at=None, is_dead=False),
            ),
            models.Index(fields=["id"], name="outbox_dead", condition=models.Q(is_dead=True)),
        )

    def __str__(self) -> str:
        return self.dedupe_key


class RetryRequest(models.Model):
    """Something happened that may let waiting leads find a rep; `kind` is a `TriggerKind`."""

    kind = models.TextField()
    rep_id = models.TextField(blank=True)
    happened_at = models.DateTimeField()

    class Meta:
        db_table = "retry_request"

    def __str__(self) -> str:
        return self.kind


class WorkerMark(models.Model):
    """A moment that the worker remembers by its name, such as up to when leave was looked at."""

    name = models.TextField(primary_key=True)
    reached_at = models.DateTimeField()
    about = models.TextField(blank=True)

    class Meta:
        db_table = "worker_mark"

    def __str__(self) -> str:
        return self.name


class EventDigest(models.Model):
    """The digest of an event that was sealed; it has that of the lead's event before it in it."""

    seq = models.BigIntegerField(primary_key=True)
    digest = models.BinaryField()

    class Meta:
        db_table = "event_digest"

    def __str__(self) -> str:
        return str(self.seq)


class Seal(models.Model):
    """The root of the digests of the events up to `until_seq`, with the root before it in it."""

    until_seq = models.BigIntegerField(unique=True)
    n_events = models.IntegerField()
    root = models.TextField()
    previous = models.TextField(blank=True)
    sealed_at = models.DateTimeField()

    class Meta:
        db_table = "seal"
        ordering = ("until_seq",)

    def __str__(self) -> str:
        return self.root
