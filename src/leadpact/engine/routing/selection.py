"""Select one of the reps who could take a lead, by each method.

Arithmetic is exact, and every tie has an answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from math import lcm

from leadpact.engine.routing.router import Member
from leadpact.engine.routing.state import Count


@dataclass(slots=True)  # not frozen: one is made of every member for every lead
class EligibleRep:
    """A rep who could take the lead.

    Attributes
    ----------
    level
        Assignments in the period, with calibration.
    last_at, last_number
        When the pool last gave the rep a lead, and its place among those of that second; None:
        never.
    """

    member: Member
    level: Count = 0
    last_at: int | None = None
    n_open: int = 0
    last_number: int = 0

    @property
    def rep_id(self) -> str:
        """The rep's id."""
        return self.member.rep.rep_id

    @property
    def tie_break(self) -> tuple[int, int, int, int, str]:
        """What decides between equals: weight, priority, longest idle, id. The least is first."""
        idle_since = -1 if self.last_at is None else self.last_at
        mine = self.member
        return -mine.weight, -mine.rep.priority, idle_since, self.last_number, self.rep_id


@dataclass(frozen=True, slots=True)
class Shortfalls:
    """How many leads each of some reps is behind the share that the weights give them.

    With N assignments of all in the period and C calibration, for weight w of W it is
    `(N + C) × w / W − (n + c)`; here in whole numbers over one denominator. They add up to zero.
    """

    numerators: tuple[int, ...]
    denominator: int


def shortfalls(reps: Sequence[EligibleRep]) -> Shortfalls:
    """Return the shortfalls of reps, in their order."""
    # Whole numbers over one denominator: a float would break ties by its rounding.
    scale = lcm(*[item.level.denominator for item in reps])
    levels = [item.level.numerator * (scale // item.level.denominator) for item in reps]
    weights = [item.member.weight for item in reps]
    total, whole = sum(levels), sum(weights)
    numerators = [
        total * weight - level * whole for weight, level in zip(weights, levels, strict=True)
    ]
    return Shortfalls(tuple(numerators), whole * scale)


def select_by_shortfall(reps: Sequence[EligibleRep], behind: Shortfalls) -> EligibleRep:
    """Return the rep with the largest shortfall."""
    most = max(behind.numerators)
    # Ties go by weight, priority, longest idle, id: the same input gives the same rep.
    due = (item for item, n in zip(reps, behind.numerators, strict=True) if n == most)
    return min(due, key=lambda item: item.tie_break)


def select_least_open(reps: Sequence[EligibleRep]) -> EligibleRep:
    """Return the rep with the fewest open leads for their weight."""
    return min(reps, key=lambda item: (Fraction(item.n_open, item.member.weight), item.tie_break))


def select_at_random(reps: Sequence[EligibleRep], *, lead_id: str, salt: str) -> EligibleRep:
    """Return the rep that a hash of lead and salt falls on, in proportion to the weights.

    Parameters
    ----------
    reps
        In the order of their ids.
    """
    digest = sha256(f"{salt}\0{lead_id}".encode("utf-8", "surrogatepass")).digest()
    point = int.from_bytes(digest, "big") % sum(item.member.weight for item in reps)
    for item in reps:
        point -= item.member.weight
        if point < 0:
            return item
    raise AssertionError("the point lies within the sum of the weights")
