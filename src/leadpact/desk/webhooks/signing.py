"""Sign messages by Standard Webhooks (https://www.standardwebhooks.com), version v1."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable

PREFIX = "whsec_"
_KEY_BYTES = 32


def new_secret() -> str:
    """Return a new secret, as the receiver is to enter it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode()


def sign(keys: Iterable[str], message_id: str, timestamp: int, body: str) -> str:
    """Return the signatures of a message, one for each secret, separated by spaces.

    Examples
    --------
    >>> key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    >>> sign([key], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, '{"test": 2432232314}')
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    """
    signed = f"{message_id}.{timestamp}.{body}".encode()
    return " ".join(f"v1,{_digest(key, signed)}" for key in keys)


def _digest(key: str, signed: bytes) -> str:
    secret = base64.b64decode(key.removeprefix(PREFIX))
    return base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
