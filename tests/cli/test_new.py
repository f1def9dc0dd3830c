"""`leadpact new`: every starter pact is in order, passes its cases, and is never replaced."""

import re
import shlex
import shutil
import tomllib
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from leadpact.cli.app import app
from leadpact.cli.new import read_starter, starter_kinds
from leadpact.outputs.durable import observers
from leadpact.pact.check import check_pact_text, load_pact
from leadpact.testing.run_cases import run_cases

ROOT = Path(__file__).parents[2]
KINDS = (
    *("account-based", "inbound-saas", "no-mql"),
    *("no-sla", "product-led", "small-team"),
)


def leadpact(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_without_a_kind_every_kind_is_listed_with_a_sentence(place: Path) -> None:
    assert starter_kinds() == KINDS
    outcome = leadpact("new")
    assert outcome.exit_code == 0
    listed = [line.split(maxsplit=1) for line in outcome.stdout.splitlines()]
    assert [kind for kind, _ in listed] == list(KINDS)
    assert all(re.fullmatch(r"[A-Z].+\.", sentence) for _, sentence in listed)
    assert len({sentence for _, sentence in listed}) == len(KINDS)
    assert [*place.iterdir()] == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_written_is_in_order_and_passes_its_cases(kind: str, place: Path) -> None:
    outcome = leadpact("new", "--for", kind, "--out", "mine")
    assert outcome.exit_code == 0
    assert sorted(path.name for path in (place / "mine").iterdir()) == ["cases.yaml", "pact.yaml"]
    printed = outcome.stdout.splitlines()
    assert printed == [
        "leadpact check mine/pact.yaml",
        "leadpact test mine/pact.yaml mine/cases.yaml",
    ]
    check, test = (leadpact(*shlex.split(line)[1:]) for line in printed)
    assert (check.exit_code, check.stderr) == (0, "")
    assert (test.exit_code, test.stderr) == (0, "")


@pytest.mark.parametrize("kind", KINDS)
def test_every_starter_pact_has_no_issue_and_at_least_eight_cases(kind: str, place: Path) -> None:
    leadpact("new", "--for", kind, "--out", "mine")
    assert check_pact_text(read_starter(kind, "pact.yaml")).issues == ()
    result = run_cases(load_pact(place / "mine/pact.yaml"), place / "mine/cases.yaml")
    assert [str(issue) for issue in result.issues] == []
    assert {case.name: case.differences for case in result.cases if not case.passed} == {}
    assert result.n_passed >= 8


def fingerprint(text: str) -> str:
    ruleset = check_pact_text(text).ruleset
    assert ruleset is not None
    return ruleset.fingerprint


@pytest.mark.parametrize("kind", KINDS)
def test_comments_of_a_starter_pact_are_not_in_its_fingerprint(kind: str) -> None:
    text = read_starter(kind, "pact.yaml")
    bare = yaml.safe_dump(yaml.load(text, Loader=yaml.BaseLoader), sort_keys=False, width=10_000)
    assert text.count("#") > 10
    assert "#" not in bare
    # PyYAML reads every value as a text here, so only those of the pact's kinds are given back.
    plain = re.sub(r"'(-?\d+(?:\.\d+)?|true|false)'", r"\1", bare)
    assert fingerprint(plain) == fingerprint(text)


def test_starter_pacts_are_six_agreements() -> None:
    assert len({fingerprint(read_starter(kind, "pact.yaml")) for kind in KINDS}) == len(KINDS)


def test_the_kinds_hold_what_their_names_say() -> None:
    without_clocks, without_gates = (
        yaml.load(read_starter(kind, "pact.yaml"), Loader=yaml.BaseLoader)
        for kind in ("no-sla", "no-mql")
    )
    assert "clocks" not in without_clocks
    assert "gates" not in without_gates
    assert "routing" in without_gates


def test_a_kind_that_there_is_not_is_refused_with_the_one_that_is_close(place: Path) -> None:
    outcome = leadpact("new", "--for", "smallteam", "--out", "mine")
    assert outcome.exit_code == 1
    code = "starter-unknown"
    assert outcome.stderr.startswith(f"--for error {code}: ")
    assert "Did you mean `small-team`?" in outcome.stderr
    assert not (place / "mine").exists()
    far = leadpact("new", "--for", "../../pact", "--out", "mine").stderr
    assert f"There are: {', '.join(KINDS)}." in far


@pytest.mark.parametrize(
    ("arguments", "option"), [(["--for", "no-sla"], "--out"), (["--out", "mine"], "--for")]
)
def test_a_half_of_the_options_is_wrong_use(arguments: list[str], option: str) -> None:
    outcome = leadpact("new", *arguments)
    assert outcome.exit_code == 2
    assert option in outcome.stderr


def test_a_pact_that_somebody_edited_is_never_replaced(place: Path) -> None:
    assert leadpact("new", "--for", "no-sla", "--out", "mine").exit_code == 0
    (place / "mine/pact.yaml").write_text("mine")
    for kind in ("no-sla", "no-mql"):
        outcome = leadpact("new", "--for", kind, "--out", "mine")
        assert outcome.exit_code == 1
        assert "mine error out-not-empty: It holds cases.yaml, pact.yaml, " in outcome.stderr
    assert (place / "mine/pact.yaml").read_text() == "mine"


def test_results_can_be_written_into_the_folder_of_the_pact(place: Path) -> None:
    assert leadpact("new", "--for", "no-sla", "--out", "mine").exit_code == 0
    simulated = leadpact("simulate", "--leads", "30", "--months", "1", "--out", "mine/company")
    assert simulated.exit_code == 0, simulated.stderr


@pytest.mark.parametrize("is_there", [True, False])
def test_every_step_leaves_no_pact_or_a_whole_one(
    is_there: bool, place: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    copies = tmp_path_factory.mktemp("copies")
    if is_there:
        (place / "mine").mkdir()

    def copy(step: str, _path: Path) -> None:
        n = len(list(copies.iterdir()))
        shutil.copytree(place, copies / f"{n:03}-{step}", symlinks=True)

    observers.append(copy)
    try:
        assert leadpact("new", "--for", "no-sla", "--out", "mine").exit_code == 0
    finally:
        observers.remove(copy)
    states = []
    for left in sorted(copies.iterdir()):
        found = {path.name: path.read_text() for path in (left / "mine").glob("*")}
        states.append(sorted(found))
        if found:
            assert found == {n: read_starter("no-sla", n) for n in ("pact.yaml", "cases.yaml")}
    assert sorted(map(tuple, states)) == [tuple(state) for state in states]
    assert {tuple(state) for state in states} == {(), ("cases.yaml", "pact.yaml")}


def test_every_starter_file_is_named_as_data_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = project["tool"]["setuptools"]["package-data"]["leadpact"]
    package = ROOT / "src/leadpact"
    named = {path for pattern in patterns for path in package.glob(pattern)}
    files = {path for path in (package / "starters").rglob("*") if path.is_file()}
    assert len(files) == 2 * len(KINDS)
    assert files <= named
