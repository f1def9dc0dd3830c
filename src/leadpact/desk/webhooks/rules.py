"""What holds for sending: when it is tried again, when an endpoint is off, where it may go."""

from datetime import datetime, timedelta

from leadpact.desk.options import read_option

RETRIES = (
    timedelta(seconds=5),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
    timedelta(hours=24),
)
"""How long after each attempt that failed the next one is made; after the last: a dead letter."""
LEASE = timedelta(seconds=60)
"""How long a delivery belongs to who took it; one that was killed leaves it to the next."""
RESTS = timedelta(minutes=1)
"""How long an endpoint that failed rests at most, before what else is due is tried."""
OFF_AFTER = timedelta(days=5)
"""An endpoint that failed so long is turned off."""
KEPT = timedelta(days=30)
"""How long a delivery that was taken is kept."""


def next_try_at(now: datetime, n_attempts: int) -> datetime | None:
    """Return when a delivery is tried again that failed so many times; None: never."""
    return now + RETRIES[n_attempts - 1] if n_attempts <= len(RETRIES) else None


def allows_loopback() -> bool:
    """Tell whether messages may go to this machine: for a demo or a test alone."""
    return read_option("LEADPACT_LOCAL_WEBHOOKS") == "1"
