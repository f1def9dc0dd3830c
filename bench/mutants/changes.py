"""The small changes that can be made to a module, each at one place: what a mutant is.

The changes to nodes are those of mutmut and three of our own. Left out is what any call would
notice (None for an argument or a value, another text for the name of a column), since it would only
make the share of noticed changes look better, and what has no behaviour (annotations, decorators,
assertions for the type checker, texts of errors).
"""

import ast
import difflib
import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation import mutators

NodeChange = Callable[[cst.CSTNode], Iterable[cst.CSTNode]]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One small change to one file.

    Attributes
    ----------
    file
        From the root of the project, with slashes.
    line
        Where the changed lines begin, counted from 1.
    within
        The function or class that the place is in, as `Class.method`; empty: the module.
    before, after
        The changed lines without their margins, joined by a space.
    code
        The whole changed file.
    is_in_function
        Whether the place runs when a function is called; else it runs when the module is imported.
    rank
        That of its place.
    """

    file: str
    line: int
    n_lines: int
    within: str
    is_in_function: bool
    before: str
    after: str
    code: str
    rank: str


def negate_condition(node: cst.If | cst.CompIf) -> Iterator[cst.CSTNode]:
    """Ask for the opposite: `if a` becomes `if not (a)`."""
    inner = node.test.with_changes(
        lpar=[cst.LeftParen(), *node.test.lpar], rpar=[*node.test.rpar, cst.RightParen()]
    )
    yield node.with_changes(
        test=cst.UnaryOperation(operator=cst.Not(), expression=inner),
        whitespace_before_test=cst.SimpleWhitespace(" "),
    )


def drop_element(node: cst.Tuple | cst.Set | cst.List) -> Iterator[cst.CSTNode]:
    """Leave one of several values out."""
    is_bare = isinstance(node, cst.Tuple) and not node.lpar  # a, b = …: what a name is bound to
    if is_bare or len(node.elements) < 2 or not all(type(i) is cst.Element for i in node.elements):
        return
    for index in range(len(node.elements)):
        kept = [item for i, item in enumerate(node.elements) if i != index]
        if isinstance(node, cst.Tuple) and len(kept) == 1:
            kept = [kept[0].with_changes(comma=cst.Comma())]
        yield node.with_changes(elements=kept)


def drop_named_argument(node: cst.Call) -> Iterator[cst.CSTNode]:
    """Leave one named argument out, so that its default holds."""
    for changed in mutators.operator_arg_removal(node):
        dropped = [item for item in node.args if item not in changed.args]
        if len(changed.args) < len(node.args) and all(item.keyword for item in dropped):
            yield changed


CHANGES: tuple[tuple[type | tuple[type, ...], NodeChange], ...] = (
    (cst.BaseNumber, mutators.operator_number),
    (cst.Name, mutators.operator_name),
    (cst.UnaryOperation, mutators.operator_remove_unary_ops),
    (cst.AugAssign, mutators.operator_augmented_assignment),
    (cst.Call, mutators.operator_symmetric_string_methods_swap),
    (cst.CSTNode, mutators.operator_keywords),
    (cst.CSTNode, mutators.operator_swap_op),
    (cst.Match, mutators.operator_match),
    (cst.IfExp, mutators.operator_if_exp),
    ((cst.If, cst.CompIf), negate_condition),
    ((cst.Tuple, cst.Set, cst.List), drop_element),
    (cst.Call, drop_named_argument),
)

NAMED = (cst.FunctionDef, cst.ClassDef)
BODIES = (cst.Lambda, cst.FunctionDef)
SKIPPED = (cst.Annotation, cst.Assert, cst.Decorator, cst.Import, cst.ImportFrom, cst.Raise)


class _Places(cst.CSTVisitor):
    """Collects the places of a module that can be changed, and what each becomes."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[cst.CSTNode, tuple[cst.CSTNode, ...], int, int, str, bool]] = []
        self._names: list[str] = []
        self._n_bodies = 0

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Note the changes of a node, and go on to its children."""
        if isinstance(node, SKIPPED):
            return False
        if isinstance(node, NAMED):
            self._names.append(node.name.value)
        self._n_bodies += isinstance(node, BODIES)
        changed = tuple(
            item for kinds, change in CHANGES if isinstance(node, kinds) for item in change(node)
        )
        if changed:
            start = self.get_metadata(PositionProvider, node).start
            within = ".".join(self._names)
            is_called = self._n_bodies > 0
            self.found.append((node, changed, start.line, start.column, within, is_called))
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        """Leave the function or class."""
        if isinstance(original_node, NAMED):
            self._names.pop()
        self._n_bodies -= isinstance(original_node, BODIES)


@dataclass(frozen=True, slots=True)
class Place:
    """A node of a module that can be changed, in one way or several.

    Attributes
    ----------
    rank
        The place in a sample: a hash of the seed, the file, the line's text and the column, so
        that a change elsewhere in the file does not move it.
    """

    file: str
    code: str
    module: cst.Module
    node: cst.CSTNode
    changed: tuple[cst.CSTNode, ...]
    within: str
    is_in_function: bool
    rank: str

    def mutant(self) -> Mutant | None:
        """Return one of the changes, drawn by the rank; None where none is a program."""
        start = int(self.rank[:8], 16)
        for index in range(len(self.changed)):
            changed = self.changed[(start + index) % len(self.changed)]
            after = self.module.deep_replace(self.node, changed).code
            if _is_program(after) and after != self.code:
                return self._mutant(after)
        return None

    def _mutant(self, after: str) -> Mutant:
        old, new = self.code.splitlines(), after.splitlines()
        steps = difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes()
        differ = [step for step in steps if step[0] != "equal"]
        first, last = differ[0], differ[-1]
        before, then = old[first[1] : last[2]], new[first[3] : last[4]]
        return Mutant(
            file=self.file,
            line=first[1] + 1,
            n_lines=len(before),
            within=self.within,
            is_in_function=self.is_in_function,
            before=_joined(before),
            after=_joined(then),
            code=after,
            rank=self.rank,
        )


def places_of(file: str, code: str, *, seed: int) -> list[Place]:
    """Return all places of a file that can be changed."""
    wrapper = MetadataWrapper(cst.parse_module(code))
    places = _Places()
    wrapper.visit(places)
    lines = code.splitlines()
    found = []
    for node, changed, line, column, within, is_called in places.found:
        text = f"{seed}\n{file}\n{lines[line - 1]}\n{column}\n{type(node).__name__}"
        rank = hashlib.sha256(text.encode()).hexdigest()
        found.append(Place(file, code, wrapper.module, node, changed, within, is_called, rank))
    return found


def _is_program(code: str) -> bool:
    try:
        ast.parse(code)
    except (SyntaxError, ValueError):
        return False
    return True


def _joined(lines: list[str]) -> str:
    return " ".join(" ".join(lines).split())
