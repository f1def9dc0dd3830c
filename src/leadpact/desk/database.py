"""Where the desk keeps its data: SQLite in a folder, or PostgreSQL at an address."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from leadpact.desk.options import UnableToReadOption

DATABASE_FILE = "desk.sqlite3"

_SQLITE = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
        " PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-32000;"
    ),
}
"""`IMMEDIATE` is the lock of the store on SQLite; `secure_delete` overwrites what is deleted."""


def database_of(url: str, home: Path) -> dict[str, Any]:
    """Return the database of an address as Django takes it; an empty one is SQLite in `home`.

    Raises
    ------
    UnableToReadOption
        Where the address is of another database.

    Examples
    --------
    >>> database_of("", Path("desk"))["ENGINE"]
    'django.db.backends.sqlite3'
    >>> database_of("postgresql://ann:p%40ss@db.example:6432/desk", Path("desk"))["PASSWORD"]
    'p@ss'
    """
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(home / DATABASE_FILE),
            "OPTIONS": dict(_SQLITE),
            "CONN_MAX_AGE": None,
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise UnableToReadOption(
            f"DATABASE_URL: {parts.scheme or 'it'} is no database that the desk knows."
            " Write postgresql://user:password@host:port/name, or leave it empty for SQLite."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }
