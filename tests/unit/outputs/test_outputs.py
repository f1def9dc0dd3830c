"""An output is put in its place whole; nothing else is touched, whatever ends the process."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from leadpact.outputs import (
    UnableToReadOutput,
    UnableToWriteOutput,
    open_output,
    read_manifest,
    require_complete,
    revise_output,
    write,
    write_atomically,
)
from leadpact.outputs.durable import observers

Tree = dict[str, str]


def tree(folder: Path) -> Tree:
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def make(folder: Path, made_by: str = "run", **files: str) -> Path:
    with open_output(folder, made_by=made_by) as output:
        for name, text in files.items():
            output.write_text(f"{name}.txt", text)
    return folder


def refusal(folder: Path, made_by: str = "run", reads: tuple[Path, ...] = ()) -> str:
    before = tree(folder.parent)
    with (
        pytest.raises(UnableToWriteOutput) as caught,
        open_output(folder, made_by=made_by, reads=reads),
    ):
        raise AssertionError("the output was opened")
    assert tree(folder.parent) == before
    return caught.value.issue.code


@pytest.fixture(params=["exchanged", "renamed"])
def swap(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put outputs in place as Linux does, and as systems do that cannot exchange two folders."""
    if request.param == "renamed":
        monkeypatch.setattr(write, "exchange", lambda _one, _other: False)


@pytest.mark.usefixtures("swap")
def test_an_output_replaces_the_earlier_one_of_its_command(tmp_path: Path) -> None:
    make(tmp_path / "out", one="1", two="2")
    make(tmp_path / "out", two="3")
    assert set(tree(tmp_path)) == {"out/manifest.json", "out/two.txt"}
    assert (tmp_path / "out/two.txt").read_text() == "3"


def test_the_manifest_names_every_file_with_its_size(tmp_path: Path) -> None:
    with open_output(tmp_path / "out", made_by="run") as output:
        output.write_text("a/b.txt", "four")
        output.part("data", "import").write_text("c.txt", "x")
    manifest = read_manifest(tmp_path / "out")
    assert manifest is not None
    assert (manifest.files, manifest.parts) == ({"a/b.txt": 4}, ("data",))
    inner = read_manifest(tmp_path / "out/data")
    assert inner is not None
    assert (inner.made_by, inner.files) == ("import", {"c.txt": 1})


def write_and_interrupt(out: Path) -> None:
    with open_output(out, made_by="run") as output:
        output.write_text("one.txt", "2")
        raise KeyboardInterrupt


@pytest.mark.usefixtures("swap")
def test_an_output_whose_block_raises_leaves_the_earlier_one(tmp_path: Path) -> None:
    make(tmp_path / "out", one="1")
    before = tree(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        write_and_interrupt(tmp_path / "out")
    assert tree(tmp_path) == before


def test_a_discarded_output_leaves_the_earlier_one(tmp_path: Path) -> None:
    make(tmp_path / "out", one="1")
    before = tree(tmp_path)
    with open_output(tmp_path / "out", made_by="run") as output:
        output.discard()
    assert tree(tmp_path) == before


@pytest.mark.parametrize("name", ["notes.txt", "one.txt.bak", "data/mine.parquet", "one/x.txt"])
def test_a_folder_with_a_foreign_file_is_refused(tmp_path: Path, name: str) -> None:
    make(tmp_path / "out", one="1")
    foreign = tmp_path / "out" / name
    foreign.parent.mkdir(parents=True, exist_ok=True)
    foreign.write_text("mine")
    assert refusal(tmp_path / "out") == "out-not-empty"


def test_a_folder_in_the_place_of_a_file_is_foreign(tmp_path: Path) -> None:
    out = make(tmp_path / "out", one="1")
    (out / "one.txt").unlink()
    (out / "one.txt").mkdir()
    assert refusal(out) == "out-not-empty"
    assert (out / "one.txt").is_dir()


def test_a_link_in_the_place_of_a_file_is_foreign(tmp_path: Path) -> None:
    out = make(tmp_path / "out", one="1")
    (tmp_path / "precious.txt").write_text("mine")
    (out / "one.txt").unlink()
    (out / "one.txt").symlink_to(tmp_path / "precious.txt")
    assert refusal(out) == "out-not-empty"


def test_a_folder_without_manifest_is_refused_even_with_our_names(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/leads.parquet").write_text("mine")
    assert refusal(tmp_path / "out") == "out-not-empty"


def test_the_output_of_another_command_is_refused(tmp_path: Path) -> None:
    assert refusal(make(tmp_path / "out", "simulate", one="1"), "run") == "out-not-empty"


@pytest.mark.parametrize("text", ["{", "[]", "null", '{"spec": 2}', '{"spec": 1}', "\x00"])
def test_a_folder_with_a_damaged_manifest_is_refused(tmp_path: Path, text: str) -> None:
    out = make(tmp_path / "out", one="1")
    (out / "manifest.json").write_text(text)
    assert refusal(out) == "out-not-empty"


def test_the_data_that_is_read_is_refused_by_every_name(tmp_path: Path) -> None:
    data = make(tmp_path / "data", "import", one="1")
    (tmp_path / "link").symlink_to(data)
    for place in (data, tmp_path / "link", tmp_path / "data/../data"):
        assert refusal(place, "import", (data,)) == "out-is-data"
    assert refusal(data / "inner", "run", (data,)) == "out-in-output"
    assert refusal(data / "a/b", "run") == "out-in-output"
    (tmp_path / "above").mkdir()
    inner = make(tmp_path / "above/data", "import", one="1")
    assert refusal(tmp_path / "above", "run", (inner,)) == "out-is-data"


def test_a_file_or_a_place_below_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    assert refusal(tmp_path / "file") == "out-no-folder"
    with (
        pytest.raises(UnableToWriteOutput, match="is a file"),
        open_output(tmp_path / "file/x/y", made_by="run"),
    ):
        raise AssertionError


def test_the_folder_one_is_in_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "out/inner").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "out/inner")
    assert refusal(tmp_path / "out") == "out-is-here"


def test_a_second_writer_is_refused_and_the_first_goes_on(tmp_path: Path) -> None:
    with open_output(tmp_path / "out", made_by="run") as output:
        with (
            pytest.raises(UnableToWriteOutput) as caught,
            open_output(tmp_path / "out", made_by="run"),
        ):
            raise AssertionError
        output.write_text("one.txt", "1")
    assert caught.value.issue.code == "out-busy"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_what_a_file_browser_left_moves_to_the_new_output(tmp_path: Path) -> None:
    out = make(tmp_path / "out", one="1")
    (out / ".DS_Store").write_text("finder")
    make(out, two="2")
    assert set(tree(out)) == {"manifest.json", "two.txt", ".DS_Store"}
    assert set(tree(make(out, two="2"))) == {"manifest.json", "two.txt", ".DS_Store"}


@pytest.mark.usefixtures("swap")
def test_what_somebody_lays_in_the_old_output_meanwhile_moves_to_the_new_one(
    tmp_path: Path,
) -> None:
    out = make(tmp_path / "out", one="1")
    with open_output(out, made_by="run") as output:
        output.write_text("two.txt", "2")
        (out / "notes.txt").write_text("mine")
        (out / "two.txt").write_text("mine too")
        (out / "folder").mkdir()
        (out / "folder/deep.txt").write_text("and mine")
    found = tree(tmp_path)
    assert {"out/manifest.json", "out/two.txt", "out/notes.txt"} <= set(found)
    assert (found["out/two.txt"], found["out/notes.txt"]) == ("2", "mine")
    assert len(found) == 5
    assert {"mine too", "and mine"} <= set(found.values())


def test_what_people_made_is_taken_over_also_from_parts(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with open_output(out, made_by="run") as output:
        output.part("identity", "identity").write_text("merge_events.parquet", "words")
    make(out, one="1")
    make(out, two="2")
    assert (out / "identity/merge_events.parquet").read_text() == "words"
    assert set(tree(out)) == {
        "manifest.json",
        "two.txt",
        "identity/manifest.json",
        "identity/merge_events.parquet",
    }
    with open_output(out, made_by="run") as output:
        output.part("identity", "identity").write_text("merge_events.parquet", "more words")
    assert (out / "identity/merge_events.parquet").read_text() == "more words"


def test_data_that_is_replaced_while_it_is_read_stops_the_output(tmp_path: Path) -> None:
    data = make(tmp_path / "data", "import", one="1")

    def read_while_it_changes() -> None:
        with open_output(tmp_path / "out", made_by="run", reads=[data]) as output:
            output.write_text("one.txt", "1")
            make(data, "import", one="2")

    with pytest.raises(UnableToWriteOutput) as caught:
        read_while_it_changes()
    assert caught.value.issue.code == "data-changed"
    assert not (tmp_path / "out").exists()


def test_readers_say_what_is_incomplete(tmp_path: Path) -> None:
    out = make(tmp_path / "out", one="1", two="2", three="3")
    (out / "one.txt").unlink()
    (out / "two.txt").write_text("longer")
    manifest = read_manifest(out)
    assert manifest is not None
    with pytest.raises(UnableToReadOutput) as caught:
        require_complete(out, manifest)
    assert caught.value.issue.code == "output-incomplete"
    assert "one.txt is missing; two.txt has 6 bytes, not 1." in caught.value.issue.fact


WRONG = [
    ("n_rows", []),
    ("n_rows", {"leads": "3"}),
    ("n_rows", {"leads": True}),
    ("n_rows", {"leads": -1}),
    ("files", None),
    ("files", {"a": 1.5}),
    ("made_by", 3),
    ("parts", [1]),
    ("unique_tables", 3),
    ("spec", "1"),
]


@pytest.mark.parametrize(("key", "value"), WRONG)
def test_a_manifest_of_another_shape_is_stated(tmp_path: Path, key: str, value: object) -> None:
    path = make(tmp_path / "out", one="1") / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), key: value}))
    with pytest.raises(UnableToReadOutput) as caught:
        read_manifest(tmp_path / "out")
    assert caught.value.issue.code == "manifest-unreadable"


def test_a_revision_replaces_one_file_and_keeps_the_others(tmp_path: Path) -> None:
    with open_output(tmp_path / "out", made_by="run") as output:
        output.part("identity", "identity").write_text("words.txt", "old")
        output.write_text("one.txt", "1")
    with revise_output(tmp_path / "out/identity", "words.txt") as path:
        assert not path.exists()
        path.write_text("newer")
        assert (tmp_path / "out/identity/words.txt").read_text() == "old"
        with (
            pytest.raises(UnableToWriteOutput) as caught,
            open_output(tmp_path / "out", made_by="run"),
        ):
            raise AssertionError
    assert caught.value.issue.code == "out-busy"
    manifest = read_manifest(tmp_path / "out/identity")
    assert manifest is not None
    require_complete(tmp_path / "out/identity", manifest)
    assert (tmp_path / "out/identity/words.txt").read_text() == "newer"
    make(tmp_path / "out", two="2")


def test_a_revision_that_raises_keeps_the_file(tmp_path: Path) -> None:
    out = make(tmp_path / "out", one="1", two="2")
    before = tree(out)

    def revise_on_a_full_disk() -> None:
        with revise_output(out, "one.txt") as path:
            path.write_text("half")
            raise OSError("full")

    with pytest.raises(OSError, match="full"):
        revise_on_a_full_disk()
    assert tree(tmp_path / "out") == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_one_file_is_replaced_whole(tmp_path: Path) -> None:
    write_atomically(tmp_path / "state.json", "1")
    write_atomically(tmp_path / "state.json", "2")
    assert tree(tmp_path) == {"state.json": "2"}


@pytest.fixture
def kill_at() -> Iterator[dict[str, int]]:
    """Count the steps, and end the process at one, without what Python does when it ends."""
    state = {"n": 0, "at": -1}

    def observe(_step: str, _path: Path) -> None:
        state["n"] += 1
        if state["n"] == state["at"]:
            os._exit(9)

    observers.append(observe)
    yield state
    observers.remove(observe)


def run_killed(at: int, state: dict[str, int], out: Path) -> bool:
    """Write an output in a process of its own that ends at a step; tell whether it was reached."""
    pid = os.fork()
    if pid == 0:
        state.update(n=0, at=at)
        with open_output(out, made_by="run") as output:
            output.write_text("one.txt", "new")
            output.write_text("two.txt", "new")
            output.part("data", "import").write_text("three.txt", "new")
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 9


@pytest.mark.usefixtures("swap")
@pytest.mark.parametrize("has_earlier", [True, False])
def test_a_process_that_ends_at_any_step_leaves_the_old_or_the_new_output(
    tmp_path: Path, kill_at: dict[str, int], has_earlier: bool
) -> None:
    found = set()
    for at in range(1, 200):
        root = tmp_path / str(at)
        root.mkdir()
        if has_earlier:
            make(root / "out", one="old", gone="old")
        if not run_killed(at, kill_at, root / "out"):
            break
        place = root / "out"
        if not place.exists() and has_earlier:
            # Between the two renames of a system that cannot exchange: the next command mends it.
            found.add("between")
        elif place.exists():
            manifest = read_manifest(place)
            assert manifest is not None
            require_complete(place, manifest)
            texts = {text for name, text in tree(place).items() if name.endswith(".txt")}
            assert texts in ({"old"}, {"new"}), at
            found |= texts
        before = "old" if has_earlier else ""
        with open_output(root / "out", made_by="run") as output:
            earlier = None if output.earlier is None else output.earlier / "one.txt"
            assert (earlier.read_text() if earlier else "") in {before, "new"}
            output.write_text("four.txt", "4")
        assert [path.name for path in root.iterdir()] == ["out"]
        assert set(tree(root / "out")) == {"manifest.json", "four.txt"}
    else:
        raise AssertionError("the steps did not end")
    assert at > 10
    assert "new" in found
    assert ("old" in found) == has_earlier
