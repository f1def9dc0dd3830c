"""Clean an e-mail address: its form, its mailbox, its kind, its faults. Queries no server."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from email_validator import validate_email

from leadpact.identity.hygiene.domain import is_listed_suffix, registrable_domain
from leadpact.identity.hygiene.mail_lists import (
    is_disposable_domain,
    is_free_mail_domain,
    is_placeholder,
    role_of,
    suggest_mail_domain,
)
from leadpact.identity.hygiene.plain_text import EDGES, CleanField, narrow, trim_edges
from leadpact.terms.hygiene import FaultCode, FieldFault

MAX_CHARACTERS = 1_000
_BETWEEN = (re.compile(r"[,;|]"), re.compile(r"[\s,;|/]+"))
_GOOGLE = frozenset({"gmail.com", "googlemail.com"})
_APOSTROPHES = re.compile(r"\A'+(?=\w)", re.ASCII)


class EmailKind(StrEnum):
    """The kinds of address; the first that applies counts."""

    DISPOSABLE = "DISPOSABLE"
    FREE_MAIL = "FREE_MAIL"
    ROLE = "ROLE"
    CORPORATE = "CORPORATE"


@dataclass(frozen=True, slots=True)
class CleanEmail(CleanField):
    """A cleaned e-mail address.

    Attributes
    ----------
    value
        The address: its domain in lower case ASCII (IDNs in Punycode), its local part as typed.
        None where there is no address.
    mailbox
        The key to compare by: folded, without tag, Google's dots and second name taken away.
    tag
        The text after the `+` of the local part.
    domain, registrable_domain
        The domain, and its registered domain (None for an address literal).
    kind
        The kind of the address; None where there is none.
    role
        The function the local part stands for, whatever the kind: `SALES`, `SUPPORT` …
    suggested_domain
        The domain that was meant, where the one typed looks like a slip. Nothing is corrected.
    n_found
        How many addresses the field holds; the first is taken.
    faults
        What is wrong with the field.
    """

    mailbox: str | None = None
    tag: str | None = None
    domain: str | None = None
    registrable_domain: str | None = None
    kind: EmailKind | None = None
    role: str | None = None
    suggested_domain: str | None = None
    n_found: int = 0

    @property
    def is_role(self) -> bool:
        """Whether the local part stands for a function and not for a person."""
        return self.role is not None


def clean_email(
    text: str | None,
    *,
    allow_quoted_local: bool = False,
    allow_address_literal: bool = False,
    allow_international_local: bool = True,
) -> CleanEmail:
    """Clean an e-mail address by its syntax and by lists; no server is queried.

    Parameters
    ----------
    text
        The field as it arrived; white space, `mailto:`, a display name are taken off.
    allow_quoted_local
        Whether `"jo smith"@acme.com` is an address.
    allow_address_literal
        Whether `jo@[192.0.2.1]` is one.
    allow_international_local
        Whether a local part beyond ASCII is one; few mail servers take it.

    Returns
    -------
    CleanEmail
        The address, the key of its mailbox, its kind, and the faults of the field `email`.

    Examples
    --------
    >>> result = clean_email("Jo Smith <J.Smith+news@GoogleMail.com>")
    >>> result.value, result.mailbox, result.tag, result.kind.value
    ('J.Smith+news@googlemail.com', 'jsmith@gmail.com', 'news', 'FREE_MAIL')
    """
    trimmed = _strip(text)
    if len(trimmed) > MAX_CHARACTERS:
        return _nothing(FaultCode.EMAIL_INVALID, f"longer than {MAX_CHARACTERS} characters")
    if not trimmed:
        return _nothing(FaultCode.EMAIL_MISSING)
    forms = (allow_quoted_local, allow_address_literal, allow_international_local)
    if (parsed := _parse(trimmed, *forms)) is not None:
        return _result_of(parsed, 1)
    pieces = _pieces(trimmed)
    for piece in pieces:
        if (parsed := _parse(piece, *forms)) is not None:
            return _result_of(parsed, len(pieces))
    return _explain(trimmed)


def _strip(text: str | None) -> str:
    plain = narrow(trim_edges(text))
    if plain[:7].lower() == "mailto:":
        plain = plain[7:].partition("?")[0]
    return plain.rstrip("',;." + EDGES)


def _pieces(text: str) -> list[str]:
    """Split a field that holds several addresses and nothing else; each counts once."""
    for between in _BETWEEN:
        pieces = [_unbracketed(piece.strip("',;. ")) for piece in between.split(text)]
        if len(pieces) > 1 and all("@" in piece for piece in pieces):
            return list({piece.casefold(): piece for piece in reversed(pieces)}.values())[::-1]
    return []


def _unbracketed(piece: str) -> str:
    return piece[1:-1] if piece.startswith("<") and piece.endswith(">") else piece


def _parse(
    text: str, quoted_local: bool, address_literal: bool, international_local: bool
) -> tuple[str, str] | None:
    """Return the local part and the domain in their one form, or None.

    The arguments tell which unusual forms of an address are taken.
    """
    try:
        parsed = validate_email(
            text,
            check_deliverability=False,
            strict=True,
            allow_display_name=True,
            allow_smtputf8=international_local,
            allow_quoted_local=quoted_local,
            allow_domain_literal=address_literal,
        )
    except ValueError:
        return None
    return _APOSTROPHES.sub("", parsed.local_part), str(parsed.ascii_domain).lower()


def _result_of(parsed: tuple[str, str], n_found: int) -> CleanEmail:
    local, domain = parsed
    base, tag = _split_tag(local)
    registrable = None if domain.startswith("[") else registrable_domain(domain)
    role = role_of(base.casefold())
    kind = _kind_of(domain, registrable, role)
    meant = suggest_mail_domain(domain, is_listed_suffix=is_listed_suffix(domain))
    faults = list(_faults_of(kind, role, domain, meant))
    if is_placeholder(base.casefold(), domain):
        faults.append(FieldFault(FaultCode.EMAIL_BOGUS, "email"))
    if n_found > 1:
        faults.append(FieldFault(FaultCode.EMAIL_SEVERAL, "email", str(n_found)))
    return CleanEmail(
        value=f"{local}@{domain}",
        mailbox=_mailbox(base, domain),
        tag=tag,
        domain=domain,
        registrable_domain=registrable,
        kind=kind,
        role=role,
        suggested_domain=meant,
        n_found=n_found,
        faults=tuple(faults),
    )


def _split_tag(local: str) -> tuple[str, str | None]:
    base, _, tag = local.partition("+")
    return (base, tag) if base and tag and not local.startswith('"') else (local, None)


def _mailbox(base: str, domain: str) -> str:
    folded = unicodedata.normalize("NFC", base.casefold())
    if domain in _GOOGLE:
        return folded.replace(".", "") + "@gmail.com"
    return f"{folded}@{domain}"


def _kind_of(domain: str, registrable: str | None, role: str | None) -> EmailKind:
    if is_disposable_domain(domain, registrable):
        return EmailKind.DISPOSABLE
    if is_free_mail_domain(domain):
        return EmailKind.FREE_MAIL
    return EmailKind.CORPORATE if role is None else EmailKind.ROLE


def _faults_of(
    kind: EmailKind, role: str | None, domain: str, meant: str | None
) -> tuple[FieldFault, ...]:
    details = {
        FaultCode.EMAIL_DISPOSABLE: domain if kind is EmailKind.DISPOSABLE else None,
        FaultCode.EMAIL_FREE_MAIL: domain if kind is EmailKind.FREE_MAIL else None,
        FaultCode.EMAIL_ROLE: role,
        FaultCode.EMAIL_TYPO: meant,
    }
    return tuple(FieldFault(code, "email", detail) for code, detail in details.items() if detail)


def _explain(text: str) -> CleanEmail:
    """Return why a text is no address, without repeating any of it."""
    domain = text.rpartition("@")[2].lower()
    meant = suggest_mail_domain(domain, is_listed_suffix=True) if "." not in domain else None
    refused = _nothing(FaultCode.EMAIL_INVALID, _reason(text, domain))
    if meant is None or "@" not in text:
        return refused
    faults = (*refused.faults, FieldFault(FaultCode.EMAIL_TYPO, "email", meant))
    return CleanEmail(suggested_domain=meant, faults=faults)


def _reason(text: str, domain: str) -> str:
    if "@" not in text:
        return "no @"
    if text.startswith("@") or not domain:
        return "nothing before or after the @"
    if text.startswith('"') or domain.startswith("["):
        return "a quoted local part or an address literal"
    if re.search(r"\s", text):
        return "white space inside"
    return "the domain has no dot" if "." not in domain else "not the form of an address"


def _nothing(code: FaultCode, detail: str = "") -> CleanEmail:
    return CleanEmail(faults=(FieldFault(code, "email", detail),))
