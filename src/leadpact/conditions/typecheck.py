"""Whether a condition makes sense for the names it may use; dates become dates on the way.

Everything is reported at once. Not whether it can ever be true: that is `satisfiable`.
"""

from dataclasses import replace

from leadpact.conditions.at_least import find_at_least_faults
from leadpact.conditions.dates import find_date_faults
from leadpact.conditions.findings import Finding
from leadpact.conditions.missing import find_not_over_missing
from leadpact.conditions.nodes import (
    And,
    AtLeast,
    Compare,
    Condition,
    Constant,
    Contains,
    Count,
    DaysSince,
    DaysSinceDate,
    DaysUntil,
    HasWord,
    In,
    IsKnown,
    IsTrue,
    Name,
    Not,
    Operand,
    Operator,
    Or,
    Position,
    StartsWith,
    TextTest,
)
from leadpact.conditions.render import render_condition
from leadpact.conditions.scope import Scope, find_behaviour_faults, find_undeclared_name
from leadpact.conditions.thousands import thousands_finding
from leadpact.conditions.typed_constants import (
    NUMBERS,
    TEXTS,
    TYPE_WORDS,
    constant_kind,
    find_text_test_fault,
    type_constant,
    usage,
)
from leadpact.terms.attributes import AttributeType, NameType

__all__ = ["Finding", "NameType", "Scope", "check_condition"]

_AGGREGATE = NameType(AttributeType.INTEGER)


def check_condition(tree: Condition, scope: Scope) -> tuple[Condition, list[Finding]]:
    """Return the condition with typed constants, and everything found about it.

    Parameters
    ----------
    tree
        As parsed, or as returned by an earlier check.
    scope
        The names, kinds of activity and permissions at the place of the condition.

    Returns
    -------
    tuple[Condition, list[Finding]]
        The same tree with dates in place of texts where a date is compared; use it only where no
        finding is an error. The findings are in the order of the text.
    """
    checker = _Checker(scope)
    typed = checker.condition(tree)
    findings = [*checker.findings, *find_not_over_missing(tree, scope)]
    return typed, sorted(findings, key=lambda item: (item.position.line, item.position.column))


class _Checker:
    """One walk over one tree, collecting findings."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self.findings: list[Finding] = []

    def condition(self, tree: Condition) -> Condition:
        """Return the typed twin of a condition."""
        match tree:
            case And() | Or() | AtLeast():
                if isinstance(tree, AtLeast):
                    self.findings.extend(find_at_least_faults(tree))
                return replace(tree, operands=tuple(map(self.condition, tree.operands)))
            case Not():
                return replace(tree, operand=self.condition(tree.operand))
            case Compare():
                return self._compare(tree)
            case In():
                return self._membership(tree)
            case _:
                self._leaf(tree)
                return tree

    def _leaf(self, tree: TextTest | IsKnown | IsTrue) -> None:
        """Check a condition that holds no constant to be typed."""
        match tree:
            case IsKnown():
                self._named(tree.name, tree.position)
            case IsTrue(operand=Name() as name):
                self._is_bare(name)
            case Contains() | StartsWith() | HasWord():
                kind = self._type_of(tree.operand)
                finding = None if kind is None else find_text_test_fault(tree, kind)
                self.findings.extend([] if finding is None else [finding])

    def _compare(self, tree: Compare) -> Compare:
        """Check both sides of a comparison and type the constant, on whichever side it is."""
        match tree.left, tree.right:
            case Constant(), Constant():
                self._constants_only(tree)
                return tree
            case Constant() as constant, subject:
                return replace(tree, left=self._against(subject, constant, tree.operator))
            case subject, Constant() as constant:
                return replace(tree, right=self._against(subject, constant, tree.operator))
            case _:
                self._two_subjects(tree)
                return tree

    def _against(self, subject: Operand, constant: Constant, operator: Operator) -> Constant:
        kind = self._type_of(subject)
        return constant if kind is None else self._typed(subject, kind, constant, operator)

    def _typed(
        self, subject: Operand, kind: NameType, constant: Constant, operator: Operator
    ) -> Constant:
        """Check a constant against what it is compared with, and return it in that type."""
        typed, finding = type_constant(constant, kind, _label(subject))
        if finding is not None:
            self.findings.append(finding)
            return typed
        self._check_order(kind, operator, subject)
        if kind.type is AttributeType.INTEGER:
            self._check_whole(typed, operator, _label(subject))
        return typed

    def _check_whole(self, constant: Constant, operator: Operator, label: str) -> None:
        """Check a number that a whole number is compared with."""
        if not isinstance(constant.value, float):
            return
        if _has_three_decimals(constant.value):
            finding = thousands_finding(render_condition(constant), constant.position)
            self.findings.append(finding)
        elif operator == "==":
            self._report(
                "never-true",
                constant.position,
                f"{label} is a whole number and never equals {render_condition(constant)}.",
                "Write a whole number, or compare with `<` or `>`.",
            )

    def _check_order(self, kind: NameType, operator: Operator, subject: Operand) -> None:
        """Refuse `<` and its like where there is no order."""
        if operator in ("==", "!=") or kind.type in (*NUMBERS, AttributeType.DATE):
            return
        self._report(
            "type-mismatch",
            subject.position,
            f"{_label(subject)} is {TYPE_WORDS[kind.type]}, which has no order for `{operator}`.",
            "Use `==`, `!=` or `in`.",
        )

    def _two_subjects(self, tree: Compare) -> None:
        """Check a comparison of two names or aggregates."""
        if tree.left == tree.right:
            self._report(
                "constant-comparison",
                tree.position,
                f"`{render_condition(tree)}` compares a value with itself.",
                "Compare it with something else; to ask whether it is there, use `is_known`.",
            )
        left = self._type_of(tree.left, beside=tree.right)
        right = self._type_of(tree.right, beside=tree.left)
        if left is None or right is None:
            return
        if _are_comparable(left.type, right.type):
            self._check_order(left, tree.operator, tree.left)
            return
        self._report(
            "type-mismatch",
            tree.position,
            f"{_label(tree.left)} is {TYPE_WORDS[left.type]} and {_label(tree.right)} is "
            f"{TYPE_WORDS[right.type]}: they cannot be compared.",
            "Compare two names of one type, or a name with a constant.",
        )

    def _membership(self, tree: In) -> In:
        """Check every constant of a list."""
        if isinstance(tree.operand, Constant):
            self._constants_only(tree)
            return tree
        kind = self._type_of(tree.operand)
        if kind is None:
            self._check_mixture(tree.constants)
            return tree
        typed = tuple(self._typed(tree.operand, kind, item, "==") for item in tree.constants)
        return replace(tree, constants=typed)

    def _check_mixture(self, constants: tuple[Constant, ...]) -> None:
        """Refuse a list of several types where the operand's own type is not known."""
        first = constants[0]
        for constant in constants:
            if constant_kind(constant) != constant_kind(first):
                self._report(
                    "type-mismatch",
                    constant.position,
                    f"The list mixes types: {render_condition(first)} and "
                    f"{render_condition(constant)}.",
                    "List constants of one type.",
                )
                return

    def _is_bare(self, name: Name) -> None:
        """Check that a name without a comparison is true or false."""
        kind = self._type_of(name)
        if kind is not None and kind.type is not AttributeType.BOOLEAN:
            self._report(
                "type-mismatch",
                name.position,
                f"{_label(name)} is {TYPE_WORDS[kind.type]}, not true or false.",
                usage(name.name, kind.type),
            )

    def _constants_only(self, tree: Compare | In) -> None:
        self._report(
            "constant-comparison",
            tree.position,
            f"`{render_condition(tree)}` compares constants, so it is the same for every lead.",
            "Compare a name with a constant; a name has no quotes.",
        )

    def _type_of(self, operand: Operand, *, beside: Operand | None = None) -> NameType | None:
        """Return the type of a name or aggregate; None, with a finding, for an undeclared name."""
        if isinstance(operand, Name):
            return self._named(operand.name, operand.position, beside)
        if isinstance(operand, Count | DaysSince):
            self.findings.extend(find_behaviour_faults(operand, self._scope))
        if isinstance(operand, DaysSinceDate | DaysUntil):
            self.findings.extend(find_date_faults(operand, self._scope))
        return _AGGREGATE

    def _named(
        self, name: str, position: Position, beside: Operand | None = None
    ) -> NameType | None:
        finding = find_undeclared_name(name, position, self._scope, beside=beside)
        if finding is not None:
            self.findings.append(finding)
        return self._scope.names.get(name)

    def _report(self, code: str, position: Position, fact: str, fix: str) -> None:
        self.findings.append(Finding(code, position, fact, fix))


def _has_three_decimals(number: float) -> bool:
    """Tell whether a number may be meant as thousands: `1.125` instead of 1125."""
    return 1 <= abs(number) < 1000 and round(number, 3) == number != round(number, 2)


def _label(operand: Operand) -> str:
    return f"`{render_condition(operand)}`"


def _are_comparable(left: AttributeType, right: AttributeType) -> bool:
    return left is right or any(left in group and right in group for group in (TEXTS, NUMBERS))
