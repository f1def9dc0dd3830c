"""The roles of users. What a role may open is in `desk.permissions`."""

from enum import StrEnum


class Role(StrEnum):
    """What a user does in the company; a user may have several."""

    SDR = "SDR"
    AE = "AE"
    MANAGER = "MANAGER"
    MARKETING = "MARKETING"
    REVOPS = "REVOPS"
    EXEC = "EXEC"
    ADMIN = "ADMIN"


ROLE_LABELS = {
    Role.SDR: "SDR",
    Role.AE: "Account executive",
    Role.MANAGER: "Sales manager",
    Role.MARKETING: "Marketing",
    Role.REVOPS: "RevOps",
    Role.EXEC: "Executive",
    Role.ADMIN: "Administrator",
}
"""What people call them."""

SECOND_FACTOR = frozenset({Role.REVOPS, Role.ADMIN})
"""Who needs a second factor: they change what decides for everybody."""
