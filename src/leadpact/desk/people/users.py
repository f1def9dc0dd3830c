"""Add users, change what they may do, give a new password, end their sessions; all is audited."""

import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from leadpact.desk.governance.audit import note_audit
from leadpact.desk.people.models import StoredRep, User
from leadpact.desk.people.roles import Role
from leadpact.desk.store import in_transaction
from leadpact.terms.zone import is_zone


class UnableToSaveUser(ValueError):
    """A user cannot be added or changed; `fact` and `fix` say why."""

    def __init__(self, fact: str, fix: str) -> None:
        super().__init__(f"{fact} {fix}")
        self.fact, self.fix = fact, fix


@in_transaction
def add_user(
    email: str, *, name: str, roles: Sequence[str], rep_id: str | None, by: str
) -> tuple[User, str]:
    """Add a user; return them with their password, which is kept nowhere.

    Raises
    ------
    UnableToSaveUser
        Where the address, the name, a role or the rep is not one, or is another user's.
    """
    email = _checked_email(email)
    if User.objects.filter(email=email).exists():
        fact = "There is a user with this address already."
        raise UnableToSaveUser(fact, "Change that one, or write another address.")
    values = {"name": _checked_name(name), "roles": checked_roles(roles), "rep": _rep(rep_id, None)}
    password = secrets.token_urlsafe(12)
    user = User.objects.create_user(email, password, **values)
    note_audit(by, "user.added", user=user.pk, roles=user.roles, rep_id=user.rep_id)
    return user, password


@in_transaction
def change_user(
    user: User, *, name: str, roles: Sequence[str], rep_id: str | None, is_active: bool, by: str
) -> None:
    """Change what a user may do; one who may sign in no longer is signed out everywhere.

    Raises
    ------
    UnableToSaveUser
        As `add_user`, or where nobody would be left who adds people.
    """
    before = {"roles": user.roles, "rep_id": user.rep_id, "is_active": user.is_active}
    user.name, user.roles, user.rep = _checked_name(name), checked_roles(roles), _rep(rep_id, user)
    user.is_active = is_active
    _keep_an_administrator(user)
    user.save()
    after = {"roles": user.roles, "rep_id": user.rep_id, "is_active": user.is_active}
    if not is_active:
        _delete_sessions(user)
    note_audit(by, "user.changed", user=user.pk, before=before, after=after)


@in_transaction
def renew_password(user: User, *, by: str) -> str:
    """Give a user a new password and end their sessions; the password is kept nowhere."""
    password = secrets.token_urlsafe(12)
    user.set_password(password)
    user.save(update_fields=["password"])
    _delete_sessions(user)
    note_audit(by, "user.password_renewed", user=user.pk)
    return password


@in_transaction
def end_sessions(user: User, *, by: str) -> int:
    """Sign a user out everywhere; return from how many sessions."""
    n = _delete_sessions(user)
    note_audit(by, "user.signed_out", user=user.pk, n_sessions=n)
    return n


@in_transaction
def save_profile(user: User, *, time_zone: str, uses_keys: bool) -> None:
    """Save what a user chose for themselves.

    Raises
    ------
    UnableToSaveUser
        Where there is no such time zone.
    """
    if time_zone and not is_zone(time_zone):
        raise UnableToSaveUser("There is no such time zone.", "Write one like Europe/Berlin.")
    user.time_zone, user.uses_keys = time_zone, uses_keys
    user.save(update_fields=["time_zone", "uses_keys"])


def sessions_of(users: Iterable[User]) -> dict[int, list[Session]]:
    """Return the sessions of users that go on, by user."""
    found: dict[int, list[Session]] = {user.pk: [] for user in users}
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        key = str(session.get_decoded().get(SESSION_KEY, ""))
        if key.isdigit() and int(key) in found:
            found[int(key)].append(session)
    return found


def _delete_sessions(user: User) -> int:
    keys = [session.pk for session in sessions_of([user])[user.pk]]
    Session.objects.filter(pk__in=keys).delete()
    return len(keys)


def _checked_email(email: str) -> str:
    plain = email.strip().lower()
    try:
        validate_email(plain)
    except ValidationError as error:
        fact = "It is no e-mail address."
        raise UnableToSaveUser(fact, "Write it like name@example.com.") from error
    return plain


def _checked_name(name: str) -> str:
    plain = " ".join(name.split())
    if not plain or len(plain) > 200:
        raise UnableToSaveUser("The name is empty or too long.", "Write 1 to 200 characters.")
    return plain


def checked_roles(roles: Sequence[str]) -> list[str]:
    """Return roles as they are stored.

    Raises
    ------
    UnableToSaveUser
        Where one is no role.
    """
    wanted = [role.upper() for role in roles]
    unknown = [role for role in wanted if role not in Role.__members__]
    if unknown:
        raise UnableToSaveUser(f"There is no role {unknown[0]!r}.", f"Choose of {', '.join(Role)}.")
    return [str(role) for role in Role if str(role) in wanted]


def _rep(rep_id: str | None, user: User | None) -> Any:
    if not rep_id:
        return None
    rep = StoredRep.objects.filter(pk=rep_id).first()
    if rep is None:
        raise UnableToSaveUser(f"There is no rep {rep_id!r}.", "Load or add the reps first.")
    others = User.objects.filter(rep=rep).exclude(pk=user.pk if user is not None and user.pk else 0)
    if others.exists():
        fact = f"The rep {rep_id!r} is another user already."
        raise UnableToSaveUser(fact, "Choose another rep, or change that user first.")
    return rep


def _keep_an_administrator(user: User) -> None:
    before = User.objects.get(pk=user.pk)
    if not (before.is_active and before.has(Role.ADMIN)) or (
        user.is_active and user.has(Role.ADMIN)
    ):
        return
    others = User.objects.filter(is_active=True).exclude(pk=user.pk)
    if not any(other.has(Role.ADMIN) for other in others):
        fact = "Nobody would be left who adds people and gives roles."
        raise UnableToSaveUser(fact, "Make somebody else an administrator first.")
