"""What an installation can set, by environment variables; nothing else is read from there."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Option:
    """An environment variable, its default and what it is for."""

    name: str
    default: str
    meaning: str


OPTIONS = (
    Option(
        "LEADPACT_HOME",
        "desk",
        "The folder of the embedded database, of the secret key and of uploaded files. Where it is"
        " not set and there is no folder `desk`, the demo in `demo/desk` is taken if there is one.",
    ),
    Option(
        "DATABASE_URL",
        "",
        "`postgresql://user:password@host:port/name`; empty: SQLite in `LEADPACT_HOME`.",
    ),
    Option(
        "LEADPACT_SECRET_KEY",
        "",
        "Signs sessions and links; empty: a key that `desk init` writes into `LEADPACT_HOME`.",
    ),
    Option(
        "LEADPACT_HOSTS",
        "127.0.0.1,localhost,[::1]",
        "The names under which the desk is reached, separated by commas.",
    ),
    Option(
        "LEADPACT_ORIGINS",
        "",
        "Sites that may embed the capture form or post to it, separated by commas, such as"
        " `https://www.example.com`.",
    ),
    Option(
        "LEADPACT_HTTPS",
        "",
        "`1` where a proxy serves the desk by https: cookies are then sent by https alone.",
    ),
    Option(
        "LEADPACT_PROXIES",
        "0",
        "How many proxies are before the desk; so many addresses of `X-Forwarded-For` are trusted.",
    ),
    Option(
        "LEADPACT_LOCAL_WEBHOOKS",
        "",
        "`1` lets webhooks go to this machine, by http too: for a demo or a test alone.",
    ),
    Option(
        "LEADPACT_OIDC_ISSUER",
        "",
        "The address of the company's sign-in by OpenID Connect, such as"
        " `https://login.example.com/realm`; empty: people sign in here alone.",
    ),
    Option("LEADPACT_OIDC_CLIENT_ID", "", "The id that the company's sign-in gave to the desk."),
    Option("LEADPACT_OIDC_CLIENT_SECRET", "", "The secret that goes with it."),
    Option("LEADPACT_OIDC_NAME", "your company", "What the button calls the company's sign-in."),
    Option(
        "LEADPACT_OLD_SECRET_KEYS",
        "",
        "Former secret keys, separated by commas: what they signed stays valid, and addresses that"
        " opted out under them are known again.",
    ),
)
"""Every setting; `docs/reference/desk-settings.md` has a row for each."""

DEMO_HOME = "demo/desk"
"""Where `make demo` puts a desk."""


class UnableToReadOption(ValueError):
    """A setting has a value that cannot be used."""


def read_option(name: str, environment: Mapping[str, str] = os.environ) -> str:
    """Return the value of a setting, or its default."""
    known = {option.name: option for option in OPTIONS}
    return environment.get(name, known[name].default).strip()


def read_list(name: str, environment: Mapping[str, str] = os.environ) -> list[str]:
    """Return the values of a setting that are separated by commas."""
    return [item.strip() for item in read_option(name, environment).split(",") if item.strip()]


def home_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of the installation.

    Where none is named and there is none here, that of the demo is taken if `make demo` made one.
    """
    named, demo = Path(read_option("LEADPACT_HOME", environment)), Path(DEMO_HOME)
    is_named = bool(environment.get("LEADPACT_HOME"))
    is_demo = not is_named and not named.is_dir() and demo.is_dir()
    return (demo if is_demo else named).expanduser().resolve()


def company_sign_in(
    issuer: str, client_id: str, client_secret: str, name: str
) -> list[dict[str, Any]]:
    """Return the company's sign-in as django-allauth takes it; none where there is no issuer.

    Raises
    ------
    UnableToReadOption
        Where a part of it is missing, or the issuer is no https address.

    Examples
    --------
    >>> company_sign_in("", "", "", "your company")
    []
    """
    if not issuer:
        return []
    if not issuer.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        raise UnableToReadOption(
            "LEADPACT_OIDC_ISSUER: it is no https address. Write it like https://login.example.com."
        )
    if not client_id or not client_secret:
        raise UnableToReadOption(
            "LEADPACT_OIDC_ISSUER: the client id or its secret is missing. Set"
            " LEADPACT_OIDC_CLIENT_ID and LEADPACT_OIDC_CLIENT_SECRET too."
        )
    return [
        {
            "provider_id": "company",
            "name": name,
            "client_id": client_id,
            "secret": client_secret,
            "settings": {"server_url": issuer},
        }
    ]
