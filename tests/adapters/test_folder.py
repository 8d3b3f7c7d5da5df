"""Folder runs: a mirrored tree, nothing half written, and a run killed anywhere ends as if it had not been."""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from fake_engine import FakeEngine

from normalize.adapters import files
from normalize.adapters.folder import normalize_folder, walk
from normalize.adapters.journal import JOURNAL, Journal
from normalize.adapters.log import read_log
from normalize.adapters.streams import AtomicFile, opened
from normalize.errors import OptionError, ReaderError

ENGINE = FakeEngine()


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    root = tmp_path / "in"
    (root / "deep" / "er").mkdir(parents=True)
    (root / "a.txt").write_bytes(b"in Boutsa\r\n")
    (root / "deep" / "b.md").write_text("# Bhutan and Boutsa\n")
    (root / "deep" / "er" / "c.jsonl").write_text('{"text":"Boutsa"}\n{"text":"x"}\n')
    (root / "deep" / "d.html").write_text("<p>Boutsa</p>")
    (root / "broken.jsonl").write_text("{oh\n")
    (root / "photo.png").write_bytes(b"\x89PNG")
    (root / ".hidden.txt").write_text("Boutsa")
    return root


def contents(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file() and p.name != JOURNAL}


def test_jobs_give_the_same_bytes_and_log(tmp_path: Path) -> None:
    root = many(tmp_path / "in", 200)
    for jobs in (1, 3):
        summary = normalize_folder(root, tmp_path / f"out{jobs}", engine=ENGINE, jobs=jobs, log=tmp_path / f"log{jobs}")
        assert summary.files == 201
    assert contents(tmp_path / "out1") == contents(tmp_path / "out3")
    assert (tmp_path / "log1").read_text().replace("out1", "out3") == (tmp_path / "log3").read_text()


@pytest.mark.parametrize("jobs", [1, 2])
def test_mirrored_tree(tree: Path, tmp_path: Path, jobs: int) -> None:
    seen = []
    out, log = tmp_path / "out", tmp_path / "log.jsonl"
    s = normalize_folder(
        tree, out, engine=ENGINE, jobs=jobs, log=log, progress=lambda s: seen.append((s.total_files, s.total_bytes))
    )
    assert contents(out) == {
        "a.txt": b"in Bucha\r\n", "deep/b.md": b"# Bhutan and Bucha\n", "deep/d.html": b"<p>Bucha</p>",
        "deep/er/c.jsonl": b'{"text":"Bucha"}\n{"text":"x"}\n',
    }  # fmt: skip
    assert (s.files, s.changed, s.documents, s.edits, s.refusals) == (4, 4, 5, 4, 1)
    assert s.failed[0][0] == "broken.jsonl" and s.skipped == [("photo.png", "not a file of a known format")]
    assert s.rules == {"variant": 4} and s.entities == {"bucha": 4}
    assert [e.id for e in read_log(log)] == ["a.txt", "deep/b.md", "deep/d.html", "deep/er/c.jsonl#1", "deep/er/c.jsonl#2"]
    assert seen[0][0] == 5


def test_in_place(tree: Path) -> None:
    before = contents(tree)
    s = normalize_folder(tree, in_place=True, engine=ENGINE)
    now = contents(tree)
    assert {k: v for k, v in now.items() if k.startswith((".", "photo", "broken"))} == {
        k: before[k] for k in (".hidden.txt", "broken.jsonl", "photo.png")
    }
    assert now["a.txt"] == b"in Bucha\r\n" and s.failed
    (tree / "broken.jsonl").unlink()
    assert normalize_folder(tree, in_place=True, engine=ENGINE).edits == 0


def test_output_and_input_stay_apart(tree: Path) -> None:
    for out in (tree, tree / "out", tree / ".." / "in" / "x", tree.parent):
        with pytest.raises(OptionError, match=r"choose"):
            normalize_folder(tree, out, engine=ENGINE)
    with pytest.raises(ReaderError, match="not a folder"):
        normalize_folder(tree / "a.txt", tree.parent / "out", engine=ENGINE)
    with pytest.raises(OptionError, match="in_place"):
        normalize_folder(tree, engine=ENGINE)


def test_links_out_of_the_tree_are_not_followed(tree: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("Boutsa")
    (tree / "out.txt").symlink_to(tmp_path / "secret.txt")
    (tree / "up").symlink_to(tmp_path)
    (tree / "loop.txt").symlink_to(tree / "loop.txt")
    (tree / "inside.txt").symlink_to(tree / "a.txt")
    skipped: dict[str, str] = {}
    names = [n for n, _, _ in walk(tree, skipped.__setitem__)]
    assert "inside.txt" in names and not {"out.txt", "up/secret.txt", "loop.txt"} & {*names}
    assert skipped["out.txt"] == "a symbolic link out of the folder" and "folders are not followed" in skipped["up"]
    assert "nowhere" in skipped["loop.txt"]


def test_resume_does_only_what_is_new(tree: Path, tmp_path: Path) -> None:
    out, log = tmp_path / "out", tmp_path / "log.jsonl"
    first = normalize_folder(tree, out, engine=ENGINE, log=log)
    before, stamp = contents(out), (out / "a.txt").stat().st_mtime_ns
    (tree / "new.txt").write_text("Boutsa")
    again = normalize_folder(tree, out, engine=ENGINE, log=log, resume=True)
    assert (again.edits, again.files) == (first.edits + 1, first.files + 1)
    assert contents(out) == {**before, "new.txt": b"Bucha"} and (out / "a.txt").stat().st_mtime_ns == stamp
    assert [e.id for e in read_log(log)][-1] == "new.txt"
    with pytest.raises(OptionError, match="field = 'text', this one has 'body'"):
        from normalize.adapters.formats import Settings

        normalize_folder(tree, out, engine=ENGINE, log=log, resume=True, settings=Settings(field="body"))
    log.write_bytes(b"")
    with pytest.raises(ReaderError, match="leave out --resume"):
        normalize_folder(tree, out, engine=ENGINE, log=log, resume=True)


class Dies(FakeEngine):
    """Dies in a worker, after a good start."""

    parent = os.getpid()

    def one(self, name: str, text: str) -> Any:
        return super().one(name, text) if os.getpid() == self.parent else os._exit(9)


def test_a_dead_worker_is_an_error_with_a_remedy(tree: Path, tmp_path: Path) -> None:
    (tree / "big.jsonl").write_text('{"text":"Boutsa"}\n' * 200)
    with pytest.raises(ReaderError, match="--resume"):
        normalize_folder(tree, tmp_path / "out", engine=Dies(), jobs=2)
    assert sorted(contents(tmp_path / "out")) == ["a.txt"]


def many(root: Path, n: int = 8) -> Path:
    for i in range(n):
        folder = root / f"d{i % 3}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{i}.txt").write_text(f"{i} in Boutsa\n" * (i + 1))
    (root / "rows.jsonl").write_text('{"text":"Boutsa"}\n' * 70)
    return root


class Stops(FakeEngine):
    """Stops the run, as Ctrl-C does, after so many documents; counts them."""

    def __init__(self, left: int = 10**9) -> None:
        self.left, self.asked = left, 0

    def one(self, name: str, text: str) -> Any:
        self.left, self.asked = self.left - 1, self.asked + 1
        if self.left < 0:
            raise KeyboardInterrupt
        return super().one(name, text)


def big(root: Path, name: str, rows: int = 400) -> Path:
    """One file of rows among small ones, in the format and coding that its name says."""
    root.mkdir(parents=True)
    for small in ("a.txt", "z.txt"):
        (root / small).write_text("Boutsa")
    line = (lambda i: f'{i},"in ""Boutsa"", ї"\n') if ".csv" in name else (lambda i: f'{{"id":{i},"text":"in Boutsa, ї"}}\n')
    text = ("n,text\n" if ".csv" in name else "") + "".join(map(line, range(rows)))
    data = text.encode("utf-16" if "wide" in name else "utf-8")
    with AtomicFile(root / name) as file:
        file.stream.write(data)
    return root


@pytest.mark.parametrize("name", ["b.jsonl", "b.csv", "b.jsonl.gz", "b.csv.zst", "b.jsonl.xz", "b.jsonl.bz2", "wide.jsonl"])
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_large_file_is_gone_on_with(tmp_path: Path, name: str, jobs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    if name.endswith("zst"):
        pytest.importorskip("zstandard")
    monkeypatch.setattr(files, "SAVE_EVERY", 1500)
    root, out, log = big(tmp_path / "in", name), tmp_path / "out", tmp_path / "log"
    normalize_folder(root, tmp_path / "whole", engine=ENGINE, log=tmp_path / "whole.log")
    with pytest.raises(KeyboardInterrupt):
        normalize_folder(root, out, engine=Stops(300), log=log)
    assert not (out / name).exists() and len(list(out.glob(".*-tmp"))) == 1
    again = Stops()
    summary = normalize_folder(root, out, engine=again, log=log, resume=True, jobs=jobs)
    assert again.asked < (250 if jobs == 1 else 400) and (summary.documents, summary.edits) == (402, 402)
    assert contents(out) == contents(tmp_path / "whole")
    assert log.read_text() == (tmp_path / "whole.log").read_text().replace(str(tmp_path / "whole"), str(out))
    with opened(out / name) as file:
        assert file.read().decode("utf-16" if "wide" in name else "utf-8").count("Bucha") == 400


def test_progress_within_a_large_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bar moves while one file is under way, and never goes back or over its end."""
    monkeypatch.setattr(files, "SAVE_EVERY", 1500)
    root, seen = big(tmp_path / "in", "b.jsonl"), list[tuple[int, int]]()
    normalize_folder(
        root, tmp_path / "out", engine=ENGINE, progress=lambda s: seen.append((s.bytes + s.here_bytes, s.edits + s.here_edits))
    )
    total = sum(p.stat().st_size for p in root.iterdir())
    assert seen == sorted(seen) and len({*seen}) > 8 and seen[-1] == (total, 402)


def test_a_large_file_that_breaks_off_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "SAVE_EVERY", 1500)
    root, out, log = big(tmp_path / "in", "b.jsonl"), tmp_path / "out", tmp_path / "log"
    rows = (root / "b.jsonl").read_text()
    (root / "b.jsonl").write_text(rows + "{oh\n")
    summary = normalize_folder(root, out, engine=ENGINE, log=log)
    assert [n for n, _ in summary.failed] == ["b.jsonl"] and sorted(contents(out)) == ["a.txt", "z.txt"]
    assert [e.id for e in read_log(log)] == ["a.txt", "z.txt"]
    (root / "b.jsonl").write_text(rows)
    assert normalize_folder(root, out, engine=ENGINE, log=log, resume=True).documents == 402
    assert [e.id for e in read_log(log)][:3] == ["a.txt", "z.txt", "b.jsonl#1"]


@pytest.mark.parametrize("changed", ["input", "output", "none"])
def test_what_was_saved_counts_only_while_it_fits(tmp_path: Path, changed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "SAVE_EVERY", 1500)
    root, out, log = big(tmp_path / "in", "b.jsonl"), tmp_path / "out", tmp_path / "log"
    with pytest.raises(KeyboardInterrupt):
        normalize_folder(root, out, engine=Stops(300), log=log)
    if changed == "input":
        (root / "b.jsonl").write_text('{"text":"Boutsa"}\n' * 5)
    elif changed == "output":
        next(out.glob(".*-tmp")).unlink()
    (root / "aa.txt").write_text("Boutsa")  # comes before the large file, and is written after it
    again = Stops()
    normalize_folder(root, out, engine=again, log=log, resume=True)
    rows = 5 if changed == "input" else 400
    assert (out / "b.jsonl").read_text() == (root / "b.jsonl").read_text().replace("Boutsa", "Bucha")
    assert (again.asked < rows) == (changed == "none")
    assert sorted(e.id for e in read_log(log)) == sorted(
        ["a.txt", "aa.txt", "z.txt", *(f"b.jsonl#{i + 1}" for i in range(rows))]
    )


def test_a_file_begun_anew_is_not_taken_for_a_finished_one(tmp_path: Path) -> None:
    """Its temporary name is the same as that of the finished state, which the journal was to rename."""
    root, out = big(tmp_path / "in", "b.jsonl"), tmp_path / "out"
    normalize_folder(root, out, engine=ENGINE)
    before = (out / "b.jsonl").read_bytes()
    (root / "b.jsonl").write_text('{"text":"new Boutsa"}\n' * 400)
    killed_run((root, out), {"engine": Dies9(250), "resume": True}, 10_000, 0)
    assert list(out.glob(".*-tmp"))
    with pytest.raises(KeyboardInterrupt):
        normalize_folder(root, out, engine=Stops(0), resume=True)
    assert (out / "b.jsonl").read_bytes() == before


class Dies9(Stops):
    """Dies by `kill -9` after so many documents."""

    def one(self, name: str, text: str) -> Any:
        if self.asked == self.left:
            os.kill(os.getpid(), signal.SIGKILL)
        self.asked += 1
        return FakeEngine.one(self, name, text)


def test_workers_end_with_a_killed_run(tmp_path: Path) -> None:
    root = many(tmp_path / "in", 200)
    seen = tmp_path / "workers"
    seen.mkdir()

    child = os.fork()
    if child == 0:
        Slow.folder = seen
        normalize_folder(root, tmp_path / "out", engine=Slow(), jobs=2)
        os._exit(0)
    limit = time.monotonic() + 30
    while len(list(seen.iterdir())) < 3 and time.monotonic() < limit:
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    workers = [int(p.name) for p in seen.iterdir() if int(p.name) != child]
    assert len(workers) == 2
    while any(map(_alive, workers)) and time.monotonic() < limit:
        time.sleep(0.1)
    assert not any(map(_alive, workers))


class Slow(FakeEngine):
    """Takes its time, and leaves the number of its process."""

    folder = Path()

    def one(self, name: str, text: str) -> Any:
        (self.folder / str(os.getpid())).touch()
        time.sleep(0.02)
        return super().one(name, text)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _die_at(nth: int) -> None:
    """Kill this process at its nth call that touches the disk."""
    left = [nth]

    def deadly(name: str) -> Any:
        real = getattr(os, name)

        def call(*args: Any, **more: Any) -> Any:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args, **more)

        return call

    for name in ("fsync", "replace", "scandir"):
        setattr(os, name, deadly(name))


def killed_run(args: tuple[Any, ...], options: dict[str, Any], nth: int | None, delay: float) -> bool:
    """Run in a child that is killed; return whether it came to its end before that."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            if nth is not None:
                _die_at(nth)
            normalize_folder(*args, **options)
            code = 0
        finally:
            os._exit(code)
    if nth is None:
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFEXITED(status)


def interrupted(tmp_path: Path, k: int, nth: int | None, delay: float, **how: Any) -> tuple[dict[str, bytes], bytes, int]:
    """A run that is killed, then taken up again until it is done."""
    base = tmp_path / f"run{k}"
    root, log = many(base / "in"), base / "log.jsonl"
    target = (root,) if how.get("in_place") else (root, base / "out")
    options = {"engine": ENGINE, "log": log, **how}
    killed_run(target, options, nth, delay)
    summary = normalize_folder(*target, **options, resume=True)
    return contents(target[-1]), log.read_bytes().replace(f"run{k}".encode(), b"run"), summary.edits


def disk_calls(tmp_path: Path, how: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> int:
    """How often an undisturbed run calls what `_die_at` makes deadly."""
    calls = [0]

    def counted(real: Any) -> Any:
        def call(*args: Any, **more: Any) -> Any:
            calls[0] += 1
            return real(*args, **more)

        return call

    with monkeypatch.context() as m:
        for name in ("fsync", "replace", "scandir"):
            m.setattr(os, name, counted(getattr(os, name)))
        root = many(tmp_path / "count" / "in")
        normalize_folder(
            root, *(() if how.get("in_place") else (tmp_path / "count" / "out",)), engine=ENGINE, log=tmp_path / "l", **how
        )
    return calls[0]


HOW: list[dict[str, Any]] = [{}, {"in_place": True}, {"jobs": 2}]


@pytest.mark.parametrize("how", HOW, ids=["out", "in_place", "jobs"])
@pytest.mark.parametrize("points", [12, pytest.param(200, marks=pytest.mark.slow)])
def test_killed_anywhere_ends_the_same(
    tmp_path: Path, how: dict[str, Any], points: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`kill -9` at random points, half of them right before a call that touches the disk; the large file is saved 20 times."""
    monkeypatch.setattr(Journal, "GROUP", 3)
    monkeypatch.setattr(files, "SAVE_EVERY", 60)
    start = time.monotonic()
    expect = interrupted(tmp_path, 0, 10_000, 0, **how)
    assert expect[2] == 36 + 70
    took, chance = (time.monotonic() - start) / 2, random.Random(7)
    calls = disk_calls(tmp_path, how, monkeypatch)
    assert calls > 60
    for k in range(1, points + 1):
        nth, delay = (chance.randint(1, calls), 0.0) if k % 2 else (None, chance.uniform(0, took))
        assert interrupted(tmp_path, k, nth, delay, **how) == expect, f"kill point {nth or delay}"
