"""The secret key of an installation, kept in a file that only its owner can read."""

import os
import secrets
from pathlib import Path

SECRET_FILE = "secret-key"


def read_secret_key(home: Path) -> str:
    """Return the secret key of an installation, and make one where it has none."""
    path = home / SECRET_FILE
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process was first
            return path.read_text()
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text()
