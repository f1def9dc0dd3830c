"""Refuse the names in a follow-up case that nothing has: of reps, leads, dispositions and more."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

from leadpact.pact.ruleset import Ruleset
from leadpact.pact.sections.feedback.policy import SIDES, Need
from leadpact.pact.yaml_lines import Path_
from leadpact.terms.stages import RepRole
from leadpact.testing.case_values import KEY_MISSING, all_of, did_you_mean, meant_name, require

Named: TypeAlias = tuple[Any, Path_]
"""A name as it is written, and where."""

_REPS = ("rep", "ae")
_PEOPLE = ("by", "account_owner", "former_rep", "touched_by")
"""Keys that can name somebody who is no rep, or no longer: only a slip of typing is refused."""

_LEADS = ("lead", "into")
_ENTRIES = ("report", "corrects", "rebooks")
_UNKNOWN = ("UNKNOWN", "NOT_IN_PACT")


@dataclass(frozen=True, slots=True)
class KnownNames:
    """What can be named in a case.

    Attributes
    ----------
    roles
        The role of each rep by id.
    leads
        Those that arrive; None: that is not known, as an entry cannot be read.
    """

    ruleset: Ruleset
    roles: Mapping[str, str | None]
    leads: Collection[str] | None

    def check(self, case: Mapping[str, Any], path: Path_) -> None:
        """Refuse every name in a case that nothing has, but where a refusal of it is expected."""
        listed = case["follow_up"]
        entries = [
            (item, (*path, "follow_up", number))
            for number, item in enumerate(listed if isinstance(listed, list) else ())
            if isinstance(item, dict)
        ]
        ids = [str(item.get("id", f"entry-{n}")) for n, (item, _) in enumerate(entries, start=1)]
        last = entries[-1:]
        reads: list[Callable[[], None]] = []
        for item, place in entries:
            of_case = case if (item, place) in last else {}
            if not (_expects_unknown(item) or _expects_unknown(of_case)):
                reads += self._of_entry(item, place, ids)
            if item.get("do") == "dispose" and not _expects_refusal(item, of_case):
                reads.append(partial(self._check_needs, item, place))
            reads += self._of_expectation(item.get("expect"), (*place, "expect"))
        all_of((*reads, *self._of_expectation(case.get("expect"), (*path, "expect"))))

    def _of_entry(
        self, entry: Mapping[str, Any], path: Path_, ids: Collection[str]
    ) -> Iterator[Callable[[], None]]:
        for key in _REPS:
            yield partial(self._check_rep, (entry.get(key), (*path, key)))
        for key in _PEOPLE:
            yield partial(self._check_person, (entry.get(key), (*path, key)))
        for key in _LEADS if entry.get("do") != "arrives" else ():
            yield partial(self._check_lead, (entry.get(key), (*path, key)))
        for key in _ENTRIES:
            named = (entry.get(key), (*path, key))
            if not str(named[0]).startswith("activity-"):
                yield partial(_check, named, ids, "No entry has the id `{}`.")
        yield from self._of_the_pact(entry, path)

    def _of_the_pact(self, entry: Mapping[str, Any], path: Path_) -> Iterator[Callable[[], None]]:
        routing, cadences = self.ruleset.routing, self.ruleset.cadences
        pools = [pool.name for pool in routing.pools] if routing else []
        tracks = cadences.tracks if cadences else ()
        steps = [step.step_id for one in tracks for step in (*one.steps, *one.influencer_steps)]
        known = {
            ("claim", "pool"): (pools, "pool"),
            ("control_clock", "clock"): ([item.name for item in self.ruleset.clocks], "clock"),
            ("skip_step", "step"): (list(dict.fromkeys(steps)), "step"),
        }
        for (do, key), (names, what) in known.items():
            if entry.get("do") == do:
                named = (entry.get(key), (*path, key))
                yield partial(_check, named, names, f"`{{}}` is no {what} of the pact.")
        if entry.get("do") == "dispose" and self.ruleset.feedback is not None:
            yield partial(self._check_disposition, entry, path)

    def _check_disposition(self, entry: Mapping[str, Any], path: Path_) -> None:
        """Refuse a disposition, a reason or a fault that the pact does not have."""
        feedback, side, code = self.ruleset.feedback, self._side(entry), entry.get("code")
        if feedback is None or code is None:
            return
        codes = [item.code for item in feedback.dispositions if item.side == side]
        found = feedback.disposition(side, str(code))
        others = [item for item in SIDES if feedback.disposition(item, str(code)) is not None]
        fact = f"`{code}` is no disposition of the {side}"
        fact += f", but of the {others[0]}." if others and found is None else "."
        require(found is not None, (*path, "code"), fact, did_you_mean(str(code), codes))
        reasons = [item.code for item in found.reasons] if found else []
        faults = [item.code for item in feedback.faults]
        checks: list[tuple[str, list[str], str]] = [
            ("reason", reasons, f"`{{}}` is no reason of `{code}`."),
            ("fault", faults, "`{}` is no fault that the pact has."),
        ]
        all_of(
            partial(_check, (entry.get(key), (*path, key)), known, words)
            for key, known, words in checks
            if known
        )

    def _check_needs(self, entry: Mapping[str, Any], path: Path_) -> None:
        """Refuse a disposition without the date or the reason that it needs."""
        feedback, code = self.ruleset.feedback, entry.get("code")
        found = feedback.disposition(self._side(entry), str(code)) if feedback else None
        if found is None:
            return
        reasons = ", ".join(f"`{item.code}`" for item in found.reasons)
        fixes = {
            Need.UNTIL: "Add `until`: a day or a span, such as `2026-05-01` or `{days: 60}`.",
            Need.REASON: f"Add `reason`: {reasons or 'why'}.",
        }
        for need, fix in fixes.items():
            key = need.value.lower()
            fact = f"`{code}` needs `{key}`, and the entry has none."
            is_there = need not in found.needs or entry.get(key) is not None
            require(is_there, path, fact, fix, KEY_MISSING)

    def _side(self, entry: Mapping[str, Any]) -> RepRole:
        """Return the side that an entry names, else the role of its rep, else the SDR's."""
        named = str(entry.get("side") or self.roles.get(str(entry.get("rep")))).upper()
        return next((side for side in SIDES if named == side), RepRole.SDR)

    def _of_expectation(self, expected: Any, path: Path_) -> Iterator[Callable[[], None]]:
        given = expected if isinstance(expected, dict) else {}
        for key in ("owner", "ae"):
            yield partial(self._check_rep, (given.get(key), (*path, key)))
        owners, shares = given.get("owners"), given.get("shares")
        for lead, rep in owners.items() if isinstance(owners, dict) else ():
            yield partial(self._check_lead, (lead, (*path, "owners", lead)), is_key=True)
            yield partial(self._check_rep, (rep, (*path, "owners", lead)))
        for rep in shares if isinstance(shares, dict) else ():
            yield partial(self._check_rep, (rep, (*path, "shares", rep)), is_key=True)

    def _check_rep(self, named: Named, *, is_key: bool = False) -> None:
        fix = "" if self.roles else "The case lists no reps: add them under `reps`."
        _check(named, self.roles, "No rep `{}` is listed.", fix=fix, is_key=is_key)

    def _check_person(self, named: Named) -> None:
        if named[0] is not None and meant_name(str(named[0]), list(self.roles)) is not None:
            self._check_rep(named)

    def _check_lead(self, named: Named, *, is_key: bool = False) -> None:
        if self.leads is not None:
            _check(named, self.leads, "No lead `{}` arrives.", is_key=is_key)


def _check(
    named: Named, known: Collection[str], words: str, *, fix: str = "", is_key: bool = False
) -> None:
    """Refuse a name that is not known; what is no name was refused where it was read."""
    name, path = named
    if name is None or isinstance(name, bool | list | dict):
        return
    code = "case-key-unknown" if is_key else "case-value"
    fact, fix = words.format(name), fix or did_you_mean(str(name), known)
    require(str(name) in known, path, fact, fix, code)


def _expects_refusal(*written: Mapping[str, Any]) -> bool:
    """Tell whether an entry, or the case that it ends, expects a refusal."""
    expected = (values.get("expect") for values in written)
    return any(isinstance(item, dict) and item.get("refused") is not None for item in expected)


def _expects_unknown(values: Mapping[str, Any]) -> bool:
    """Tell whether it is expected that a name is refused as unknown."""
    expected = values.get("expect")
    code = str(expected.get("refused") if isinstance(expected, dict) else "").upper()
    return any(word in code for word in _UNKNOWN)
