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

from normalize.adapters.folder import normalize_folder, walk
from normalize.adapters.journal import JOURNAL, Journal
from normalize.adapters.log import read_log
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


def interrupted(tmp_path: Path, k: int, nth: int | None, delay: float, in_place: bool) -> tuple[dict[str, bytes], bytes, int]:
    """A run that is killed, then taken up again until it is done."""
    base = tmp_path / f"run{k}"
    root, log = many(base / "in"), base / "log.jsonl"
    target = (root,) if in_place else (root, base / "out")
    options = {"engine": ENGINE, "log": log, "in_place": in_place}
    killed_run(target, options, nth, delay)
    summary = normalize_folder(*target, **options, resume=True)  # type: ignore[arg-type]
    return contents(target[-1]), log.read_bytes().replace(f"run{k}".encode(), b"run"), summary.edits


@pytest.mark.parametrize(
    ("in_place", "every"), [(False, 9), (True, 9), *(pytest.param(p, 1, marks=pytest.mark.slow) for p in (False, True))]
)
def test_killed_anywhere_ends_the_same(tmp_path: Path, in_place: bool, every: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Journal, "GROUP", 3)
    start = time.monotonic()
    expect = interrupted(tmp_path, 0, 10_000, 0, in_place)
    assert expect[2] == 36 + 70
    took = (time.monotonic() - start) / 2
    chance = random.Random(7)
    points: list[int | None] = [*range(1, 46), *[None] * 55]
    for k, nth in enumerate(points[::every], 1):
        assert interrupted(tmp_path, k, nth, chance.uniform(0, took), in_place) == expect, f"kill point {nth}"
