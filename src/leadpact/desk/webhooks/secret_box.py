"""Secrets at rest: encrypted by a key from that of the installation, for this purpose alone."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_PURPOSE = b"leadpact webhook secrets"


def encrypt(text: str) -> str:
    """Return a text that only this installation reads."""
    return _box().encrypt(text.encode()).decode()


def decrypt(text: str) -> str | None:
    """Return the text; None: it was encrypted under a secret key that is no longer known."""
    try:
        return _box().decrypt(text.encode()).decode()
    except InvalidToken:
        return None


def _box() -> MultiFernet:
    return MultiFernet(
        [_of(str(key)) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    )


def _of(secret: str) -> Fernet:
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(made))
