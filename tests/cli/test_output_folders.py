"""Every command that writes: what it refuses to touch, and what is left when it is ended."""

import json
import os
import resource
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from leadpact.cli import app as application
from leadpact.outputs import open_output
from leadpact.outputs.durable import observers

PACT = """
spec: 1
name: Small
attributes:
  employees: {type: integer}
scores:
  fit: {range: [0, 10], rules: [{id: size, when: "employees > 10", points: 5}]}
gates:
  conversation_lead: {when: "fit >= 5"}
routing:
  default: all
  pools: {all: {roles: [SDR]}}
identity:
  duplicates: {}
"""
LEADS = """lead_id,created_at,first_name,last_name,email,company,employees
1,2026-01-01T09:00:00Z,Ann,Lee,ann.lee@acme.example,Acme,20
2,2026-01-02T09:00:00Z,Ann,Lee,ann.lee@acme.example,Acme,20
3,2026-01-03T09:00:00Z,Bob,Ray,bob.ray@blue.example,Blue,3
"""
REPS = "rep_id,name,role\nann,Ann,SDR\n"

COMMANDS = {
    "import": ["import", "export", "--out", "out"],
    "simulate": ["simulate", "--leads", "30", "--months", "1", "--out", "out"],
    "clean": ["clean", "--data", "set", "--out", "out"],
    "dedupe": ["dedupe", "--data", "set", "--out", "out"],
    "match-accounts": ["match-accounts", "--data", "set", "--out", "out"],
    "run": ["run", "--pact", "pact.yaml", "--data", "export", "--out", "out"],
    "replay": ["replay", "--pact", "pact.yaml", "--data", "set", "--out", "out"],
}
REPLACERS = sorted(COMMANDS)
COMMANDS["new"] = ["new", "--for", "no-sla", "--out", "out"]
WRITERS = sorted(COMMANDS)
"""What `new` wrote is its reader's to edit, and never replaced: see `test_new.py`."""
LEADPACT = [sys.executable, "-c", "from leadpact.cli.app import main; main()"]

runner = CliRunner()


def leadpact(*arguments: str | Path) -> Result:
    return runner.invoke(application.app, [str(argument) for argument in arguments])


def stated(outcome: Result, code: str) -> str:
    """Return the line of the one issue of a code; nothing may have ended in a traceback."""
    assert isinstance(outcome.exception, SystemExit | None), outcome.exception
    assert outcome.exit_code == 1, outcome.output
    (line,) = [line for line in outcome.stderr.splitlines() if f" {code}: " in line]
    return line


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with an export, the data set made of it, a pact; and `out` of each command."""
    folder = tmp_path_factory.mktemp("scene")
    (folder / "export").mkdir()
    (folder / "export/leads.csv").write_text(LEADS)
    (folder / "export/reps.csv").write_text(REPS)
    (folder / "pact.yaml").write_text(PACT)
    assert leadpact("import", folder / "export", "--out", folder / "set").exit_code == 0
    return folder


@pytest.fixture
def place(scene: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder of its own with the scene, and go there."""
    subprocess.run(["cp", "-r", f"{scene}/.", tmp_path], check=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def with_out(arguments: list[str], out: str) -> list[str]:
    return [*arguments[:-1], out]


@pytest.mark.parametrize("command", WRITERS)
def test_files_of_others_are_refused_and_stay(command: str, place: Path) -> None:
    for name in ("notes.txt", "leads.parquet", "decisions.parquet/mine.txt", "moves.parquet"):
        path = place / "mine" / name.replace("/", "-") / name
        path.parent.mkdir(parents=True)
        path.write_text("mine")
        before = tree(place)
        out = path.relative_to(place / "mine").parts[0]
        line = stated(leadpact(*with_out(COMMANDS[command], f"mine/{out}")), "out-not-empty")
        assert name in line
        assert tree(place) == before


@pytest.mark.parametrize("command", REPLACERS)
def test_the_output_of_another_command_is_refused(command: str, place: Path) -> None:
    with open_output(Path("other"), made_by="survey") as output:
        output.write_text("leads.parquet", "mine")
    before = tree(place)
    line = stated(leadpact(*with_out(COMMANDS[command], "other")), "out-not-empty")
    assert "`leadpact survey`" in line
    assert tree(place) == before


@pytest.mark.parametrize("command", WRITERS)
@pytest.mark.parametrize("name", ["set/leads", "set/new", "set/a/b"])
def test_nothing_is_written_into_a_data_set(command: str, name: str, place: Path) -> None:
    before = tree(place)
    stated(leadpact(*with_out(COMMANDS[command], name)), "out-in-output")
    assert tree(place) == before


@pytest.mark.parametrize("command", sorted({*REPLACERS} - {"simulate"}))
def test_what_is_read_is_never_replaced(command: str, place: Path) -> None:
    before = tree(place)
    data = "export" if "export" in COMMANDS[command] else "set"
    for name in (data, f"./{data}/../{data}"):
        stated(leadpact(*with_out(COMMANDS[command], name)), "out-is-data")
    assert tree(place) == before


@pytest.mark.parametrize("command", WRITERS)
def test_the_folder_one_is_in_is_refused(command: str, place: Path) -> None:
    before = tree(place)
    outcome = leadpact(*with_out(COMMANDS[command], "."))
    assert outcome.exit_code == 1
    assert any(code in outcome.stderr for code in ("out-is-here", "out-is-data"))
    assert tree(place) == before


@pytest.mark.parametrize("command", WRITERS)
def test_a_second_writer_is_reported_and_the_first_wins(command: str, place: Path) -> None:
    with open_output(Path("out"), made_by=command) as output:
        stated(leadpact(*COMMANDS[command]), "out-busy")
        output.write_text("first.txt", "first")
    assert (place / "out/first.txt").read_text() == "first"


def test_a_mounted_folder_is_refused(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (place / "volume").mkdir()
    monkeypatch.setattr(Path, "is_mount", lambda path: path.name == "volume")
    assert "volume/result" in stated(
        leadpact("clean", "--data", "set", "--out", "volume"), "out-is-mount"
    )


def test_an_incomplete_data_set_is_stated_and_not_read(place: Path) -> None:
    (place / "set/leads.parquet").unlink()
    for command in ("clean", "dedupe", "match-accounts", "replay"):
        line = stated(leadpact(*COMMANDS[command]), "output-incomplete")
        assert "leads.parquet is missing" in line
        assert not (place / "out").exists()


def test_a_file_that_the_manifest_does_not_name_is_not_read(place: Path) -> None:
    more = place / "set/leads"
    more.mkdir()
    table = pq.read_table(place / "set/leads.parquet")
    pq.write_table(table, more / "part-1.parquet")
    assert leadpact(*COMMANDS["clean"]).exit_code == 0
    assert pq.read_table(place / "out/leads.parquet").num_rows == 3


def test_a_data_set_that_is_replaced_meanwhile_is_stated(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from leadpact.cli import identity

    do = identity.identify_leads

    def identify_while_it_changes(*arguments: object, **options: object) -> object:
        done = do(*arguments, **options)  # type: ignore[arg-type]
        assert leadpact("import", "export", "--out", "set").exit_code == 0
        return done

    monkeypatch.setattr(identity, "identify_leads", identify_while_it_changes)
    stated(leadpact(*COMMANDS["clean"]), "data-changed")
    assert not (place / "out").exists()


@pytest.mark.parametrize("command", REPLACERS)
@pytest.mark.parametrize("limit", [2_000, 20_000])
def test_a_full_disk_leaves_the_earlier_output(command: str, limit: int, place: Path) -> None:
    """A limit to the size of a file stands for the end of the disk: the same calls fail."""
    with open_output(Path("out"), made_by=command) as output:
        output.write_text("earlier.txt", "earlier")
    before = tree(place)

    def set_limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    done = subprocess.run(
        [*LEADPACT, *COMMANDS[command]],
        preexec_fn=set_limit,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    if done.returncode == 0:
        assert limit == 20_000, "small outputs fit below the largest limit alone"
        return
    assert done.returncode == 1
    assert " error " in done.stderr
    assert tree(place) == before


def with_earlier(command: str, place: Path) -> list[str]:
    """Write an output once, change what it is made of, and return the command to write it again."""
    first = COMMANDS["dedupe" if command == "unmerge" else command]
    assert leadpact(*first).exit_code == 0
    if command == "unmerge":
        return ["unmerge", "1", "2", "--in", "out", "--by", "ann"]
    more = LEADS + "4,2026-01-04T09:00:00Z,Cy,Fox,cy@crux.example,Crux,90\n"
    (place / "export/leads.csv").write_text(more)
    assert leadpact("import", "export", "--out", "set").exit_code == 0
    return [*first, "--seed", "2"] if command == "simulate" else first


@pytest.mark.parametrize("has_earlier", [True, False])
@pytest.mark.parametrize("command", [*REPLACERS, "unmerge"])
def test_every_step_of_a_command_leaves_the_old_or_the_new_output(
    command: str, has_earlier: bool, place: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A copy of the folder after each step is what a process that is killed there leaves."""
    if command == "unmerge" and not has_earlier:
        return
    arguments = with_earlier(command, place) if has_earlier else COMMANDS[command]
    old = tree(place / "out")
    copies = tmp_path_factory.mktemp("copies")

    def copy(step: str, _path: Path) -> None:
        n = len(list(copies.iterdir()))
        shutil.copytree(place, copies / f"{n:03}-{step}", symlinks=True)

    observers.append(copy)
    try:
        assert leadpact(*arguments).exit_code == 0
    finally:
        observers.remove(copy)
    new = tree(place / "out")
    assert new != old
    found = []
    for left in sorted(copies.iterdir()):
        state = tree(left / "out")
        assert state in (old, new), left.name
        found.append(state == new)
        with open_output(left / "out", made_by="dedupe" if command == "unmerge" else command):
            pass
        names = {path.name for path in left.iterdir()}
        assert names == {path.name for path in place.iterdir()}, left.name
    assert found == sorted(found)
    assert found.count(False) > 4
    assert found.count(True) > 1


@pytest.mark.long
@pytest.mark.parametrize("command", [*REPLACERS, "unmerge"])
def test_a_command_that_is_killed_at_any_step_leaves_the_old_or_the_new_output(
    command: str, place: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    arguments = with_earlier(command, place)
    work = tmp_path_factory.mktemp("work") / "work"
    driver = [sys.executable, str(Path(__file__).with_name("kill_driver.py"))]
    done = subprocess.run(
        [*driver, place, work, "out", "1", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["code"] == 0, done.stderr
    assert found["faults"] == []
    assert found["n_steps"] > 5
    assert found["n_old"] > 0
    assert found["n_new"] > 0


def test_what_a_person_stated_outlives_every_command(place: Path) -> None:
    assert leadpact(*COMMANDS["dedupe"]).exit_code == 0
    assert leadpact("unmerge", "1", "2", "--in", "out", "--by", "ann").exit_code == 0
    (place / "pact.yaml").write_text(PACT.replace("identity:\n  duplicates: {}\n", ""))
    for _ in range(2):
        assert leadpact(*COMMANDS["dedupe"]).exit_code == 0
        assert pq.read_table("out/members.parquet").num_rows == 0
        kinds = pq.read_table("out/merge_events.parquet").column("kind").to_pylist()
        assert kinds.count("identity.unmerged") == 1


def test_what_a_person_stated_outlives_runs_without_identity(place: Path) -> None:
    assert leadpact(*COMMANDS["run"]).exit_code == 0
    assert leadpact("unmerge", "1", "2", "--in", "out/identity", "--by", "ann").exit_code == 0
    (place / "pact.yaml").write_text(PACT.replace("identity:\n  duplicates: {}\n", ""))
    assert leadpact(*COMMANDS["run"]).exit_code == 0
    (place / "pact.yaml").write_text(PACT)
    assert leadpact(*COMMANDS["run"]).exit_code == 0
    assert pq.read_table("out/identity/members.parquet").num_rows == 0


def test_a_failed_unmerge_loses_nothing(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from leadpact.storage import merge_history

    assert leadpact(*COMMANDS["dedupe"]).exit_code == 0
    before = tree(place)

    def fail_half_way(path: Path, _rows: object) -> None:
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(merge_history, "write_merges", fail_half_way)
    line = stated(leadpact("unmerge", "1", "2", "--in", "out", "--by", "ann"), "path-unusable")
    assert "Free room on the disk." in line
    assert tree(place) == before


def test_an_unmerge_during_a_dedupe_is_reported_and_can_be_stated_again(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from leadpact.cli import identity

    assert leadpact(*COMMANDS["dedupe"]).exit_code == 0
    do, found = identity.identify_leads, []

    def identify_meanwhile(*arguments: object, **options: object) -> object:
        def part() -> None:
            found.append(leadpact("unmerge", "1", "2", "--in", "out", "--by", "ann"))

        other = threading.Thread(target=part)
        other.start()
        other.join()
        return do(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(identity, "identify_leads", identify_meanwhile)
    assert leadpact(*COMMANDS["dedupe"]).exit_code == 0
    assert " out-busy: " in found[0].output
    assert leadpact("unmerge", "1", "2", "--in", "out", "--by", "ann").exit_code == 0


def test_an_unmerge_in_a_folder_that_no_command_wrote_is_refused(place: Path) -> None:
    assert leadpact(*COMMANDS["dedupe"]).exit_code == 0
    (place / "out/manifest.json").unlink()
    before = tree(place)
    stated(leadpact("unmerge", "1", "2", "--in", "out", "--by", "ann"), "output-missing")
    assert tree(place) == before


def test_two_processes_that_write_to_one_folder_end_in_one_whole_output(place: Path) -> None:
    command = [*LEADPACT, *COMMANDS["import"]]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    ended = [(process.communicate()[1], process.returncode) for process in running]
    assert any(code == 0 for _, code in ended)
    assert all(code == 0 or " out-busy: " in text for text, code in ended)
    assert leadpact("clean", "--data", "out", "--out", "clean").exit_code == 0
    assert not [path.name for path in place.iterdir() if path.name.startswith(".")]
