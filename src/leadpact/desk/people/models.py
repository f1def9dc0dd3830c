"""Users, reps and absences. `reps` and `absences` have the columns of the canonical tables."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from leadpact.desk.people.roles import ROLE_LABELS, Role


class StoredRep(models.Model):
    """Somebody whom leads can go to."""

    rep_id = models.CharField(primary_key=True, max_length=100)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=20, null=True, blank=True)
    team = models.CharField(max_length=100, null=True, blank=True)
    territory = models.CharField(max_length=100, null=True, blank=True)
    time_zone = models.CharField(max_length=64, null=True, blank=True)
    calendar = models.CharField(max_length=100, null=True, blank=True)
    weight = models.FloatField(null=True, blank=True)
    daily_cap = models.IntegerField(null=True, blank=True)
    open_cap = models.IntegerField(null=True, blank=True)
    paired_rep_id = models.CharField(max_length=100, null=True, blank=True)
    hired_on = models.DateField(null=True, blank=True)
    active_from = models.DateTimeField(null=True, blank=True)
    active_to = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "rep"
        ordering = ("name", "rep_id")

    def __str__(self) -> str:
        return self.name


class StoredAbsence(models.Model):
    """Leave of a rep; the end is the moment from which they are back."""

    absence_id = models.CharField(primary_key=True, max_length=100)
    rep = models.ForeignKey(StoredRep, on_delete=models.CASCADE, related_name="absences")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=200, null=True, blank=True)

    class Meta:
        db_table = "absence"
        ordering = ("starts_at",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="absence_has_length"
            ),
        )

    def __str__(self) -> str:
        return self.absence_id


class RosterVersion(models.Model):
    """One row: the version of `rep` and `absence`. Each change of them gives it another."""

    version = models.BigIntegerField(default=0)

    class Meta:
        db_table = "roster_version"

    def __str__(self) -> str:
        return str(self.version)


class UserManager(BaseUserManager["User"]):
    """Makes users whose key is their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make a user; without a password they sign in by a link or by their company."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Somebody who signs in; `rep` is who they are among those whom leads can go to."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    roles = models.JSONField(default=list)
    rep = models.OneToOneField(StoredRep, null=True, blank=True, on_delete=models.SET_NULL)
    time_zone = models.CharField(max_length=64, blank=True, default="")
    uses_keys = models.BooleanField(default=True)
    keys = models.JSONField(default=dict, blank=True)
    is_active = models.BooleanField(default=True)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        db_table = "desk_user"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_staff(self) -> bool:
        """Nobody: there is no site of Django's own."""
        return False

    @property
    def role_labels(self) -> list[str]:
        """What people call the roles of the user."""
        return [ROLE_LABELS[role] for role in Role if self.has(role)]

    def has(self, *roles: Role) -> bool:
        """Tell whether the user has one of the roles."""
        return any(str(role) in self.roles for role in roles)


class ApiToken(models.Model):
    """A key of the API. Its secret is shown once; only the hash of it is kept.

    A token of a user acts as that user; one of a service acts as `system:<service>`.
    `n_in_minute` counts the requests of the minute that `minute` numbers.
    """

    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=16, unique=True)
    digest = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="tokens")
    service = models.CharField(max_length=50, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    minute = models.BigIntegerField(default=0)
    n_in_minute = models.IntegerField(default=0)

    class Meta:
        db_table = "api_token"
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(user__isnull=False, service="")
                | (models.Q(user__isnull=True) & ~models.Q(service="")),
                name="api_token_acts_as_one",
            ),
        )

    def __str__(self) -> str:
        return self.name
