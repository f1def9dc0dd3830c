"""The trial of the tests: which changes it makes, which it leaves, and how it knows one again."""

import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from vacuous import some

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "bench" / "mutants"))

from changes import Mutant, places_of  # noqa: E402
from covering import Covering  # noqa: E402
from judged import Judged, load_judged, reason_of  # noqa: E402
from trial import plan_trial  # noqa: E402


def made(code: str, seed: int = 1) -> set[str]:
    """Return what every place of a module becomes."""
    mutants = [place.mutant() for place in places_of("m.py", code, seed=seed)]
    return {mutant.after for mutant in mutants if mutant is not None}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("a = b < 3", {"a = b <= 3", "a = b < 4"}),
        ("a = b and c", {"a = b or c"}),
        ("a = b is None", {"a = b is not None"}),
        ("a = not b", {"a = b"}),
        ("a = True", {"a = False"}),
        ("if a:\n    b()", {"if not (a):"}),
        ("a = [b for b in c if b]", {"a = [b for b in c if not (b)]"}),
        ("a = f(b, c=d)", {"a = f(b, )"}),
        ("a = (b, )", set()),
        ("a, b = c", set()),
        ("a += b", {"a = b", "a -= b"}),
    ],
)
def test_a_place_becomes_something_else(code: str, expected: set[str]) -> None:
    found = set().union(*(made(code, seed) for seed in range(20)))
    assert found == expected


@pytest.mark.parametrize(
    "code",
    [
        "def f(a: int | None): ...",
        "@dataclass(frozen=True)\nclass A: ...",
        "assert a is not None",
        "raise ValueError(1)",
        "from a import b",
        "a = f(b)",
        "a = 'text'",
    ],
)
def test_what_has_no_behaviour_or_is_always_noticed_is_left(code: str) -> None:
    assert made(code) == set()


def test_one_of_several_values_is_left_out() -> None:
    found = set().union(*(made("a = (b, c)", seed) for seed in range(20)))
    assert {"".join(text.split()) for text in found} == {"a=(c,)", "a=(b,)"}


def test_a_branch_of_a_match_is_left_out() -> None:
    code = "match a:\n    case 1:\n        b()\n    case _:\n        c()\n"
    mutants = [place.mutant() for place in places_of("m.py", code, seed=1)]
    assert any(item is not None and item.code.count("case") == 1 for item in mutants)


def test_lines_above_do_not_change_the_draw_nor_the_text() -> None:
    code = "def f(a):\n    return a < 3 and not a\n"
    first = [(item.rank, item.mutant()) for item in places_of("m.py", code, seed=1)]
    moved = [(item.rank, item.mutant()) for item in places_of("m.py", "x = y\n\n" + code, seed=1)]
    assert [rank for rank, _ in first] == [rank for rank, _ in moved]
    for (_, one), (_, other) in zip(first, moved, strict=True):
        assert one is not None
        assert other is not None
        assert (one.before, one.after, one.line + 2) == (other.before, other.after, other.line)


def test_a_change_names_the_function_it_is_in() -> None:
    code = "class A:\n    def f(self):\n        return 1\nb = 2\n"
    found = {(item.within, item.mutant().after) for item in places_of("m.py", code, seed=1)}  # type: ignore[union-attr]
    assert found == {("A.f", "return 2"), ("", "b = 3")}


def test_the_tests_of_a_line_come_quickest_first_and_a_fixture_s_are_all_of_its_file() -> None:
    seconds = {"t.py::slow": 2.0, "t.py::quick": 1.0, "u.py::other": 0.5}
    lines = {"m.py": {1: {"t.py::slow"}, 2: {"t.py"}, 3: {"u.py::other", "t.py::quick"}}}
    covering = Covering(lines, seconds)
    assert covering.tests_of("m.py", [1]) == ["t.py::slow"]
    assert covering.tests_of("m.py", [2]) == ["t.py::quick", "t.py::slow"]
    assert covering.tests_of("m.py", [1, 3]) == ["u.py::other", "t.py::quick", "t.py::slow"]
    assert covering.tests_of("m.py", [9]) == ["u.py::other", "t.py::quick", "t.py::slow"]
    assert covering.tests_of("m.py", None) == ["u.py::other", "t.py::quick", "t.py::slow"]
    assert covering.tests_of("n.py", [1]) == []


def test_a_judged_change_is_known_by_its_text_and_in_its_file_while_there_is_one(
    tmp_path: Path,
) -> None:
    mutant = Mutant("src/a.py", 7, 1, "f", True, "a < b", "a <= b", "", "")
    judged = Judged("src/a.py", "f", "a < b", "a <= b", "they are never equal")
    elsewhere = Judged("src/b.py", "f", "a < b", "a <= b", "they are never equal")
    assert reason_of(mutant, [judged], tmp_path) == "they are never equal"
    assert reason_of(mutant, [replace(judged, within="g")], tmp_path) is None
    assert reason_of(mutant, [elsewhere], tmp_path) == "they are never equal"
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "b.py").touch()
    assert reason_of(mutant, [elsewhere], tmp_path) is None


def test_every_judged_change_is_of_a_line_that_its_file_has_and_is_listed_once() -> None:
    listed = some(load_judged())
    texts = {
        item.file: " ".join((ROOT / item.file).read_text(encoding="utf-8").split())
        for item in listed
    }
    for item in listed:
        assert item.before in texts[item.file], item
        assert item.within.rpartition(".")[2] in texts[item.file], item
        assert item.reason.strip(), item
    known = Counter((item.file, item.within, item.before, item.after) for item in listed)
    assert max(known.values()) == 1


def test_a_place_outside_a_function_runs_at_import() -> None:
    code = "A = 1\nclass B:\n    c: int = 2\n    def d(self, e):\n        return 3\nf = lambda: 4\n"
    made = [place.mutant() for place in places_of("m.py", code, seed=1)]
    called = {item.before: item.is_in_function for item in made if item is not None}
    assert called == {"A = 1": False, "c: int = 2": False, "return 3": True, "f = lambda: 4": True}


def test_a_trial_has_the_quickest_tests_within_the_budget_and_at_least_one() -> None:
    seconds = {"t.py::a": 1.0, "t.py::b": 2.0, "t.py::c": 4.0}
    covering = Covering({"m.py": {1: set(seconds)}}, seconds)
    mutant = Mutant("src/m.py", 1, 1, "f", True, "a < b", "a <= b", "", "")
    chosen = {n: plan_trial(mutant, covering, budget=n) for n in (0, 3, 6.9, 7)}
    assert {n: len(item.tests) for n, item in chosen.items()} == {0: 1, 3: 2, 6.9: 2, 7: 3}
    assert (chosen[3].tests, chosen[3].n_left_out) == (("t.py::a", "t.py::b"), 1)
    assert chosen[7].expected == 7.0
