"""Every format of the log can be read back; a run can be undone."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from fake_engine import FakeEngine
from hypothesis import example, given
from hypothesis import strategies as st

from normalize.adapters.folder import normalize_folder
from normalize.adapters.formats import Settings
from normalize.adapters.log import entry_of, line_of, parse, read_log, result_of
from normalize.adapters.logs import convert, load_writers
from normalize.adapters.logs.diff import patch, unified
from normalize.adapters.logs.m2 import m2, read_m2
from normalize.adapters.logs.webannotation import page, read_page
from normalize.adapters.revert import revert_files
from normalize.adapters.texts import results
from normalize.edits import apply
from normalize.errors import ReaderError
from normalize.records import Evidence, Result

ENGINE = FakeEngine()
PIECES = st.lists(
    st.sampled_from(["ab", "Boutsa", " ", "\n", "\r\n", "😀", "\\ No", "-- x", "|||", "\u2028", "\x0c", ",", "\ud800"]),
    max_size=20,
)


@st.composite
def edited(draw: st.DrawFn) -> Result:
    """A text with arbitrary disjoint edits."""
    text = "".join(draw(PIECES))
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    proof = (Evidence("x", 0.5, "d"),)
    changes = [
        (
            a,
            b,
            draw(st.sampled_from(["", "new", "two words", "\n", "a\nb", " "])),
            "variant",
            "name.place",
            "safe",
            0.9,
            None,
            proof,
        )
        for a, b in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    out, edits = apply(text, changes)  # type: ignore[arg-type]
    return Result(text, out, edits, ENGINE.one("x", text).refusals, "en", "el", "sig", "doc\n1")


@given(edited())
def test_jsonl_round_trip(result: Result) -> None:
    entry = parse(line_of(entry_of(result)))
    assert result_of(entry, result.text) == result


def test_a_changed_text_is_refused() -> None:
    result = ENGINE.one("a", "in Boutsa")
    with pytest.raises(ReaderError, match="changed after the run"):
        result_of(parse(line_of(entry_of(result))), "in Bxcha")


@given(edited())
@example(Result("a\nb", "ab", apply("a\nb", [(1, 2, "", "r", "c", "safe", 0.9, None, ())])[1]))
def test_diff_round_trip(result: Result) -> None:
    assert patch(result.original, unified(result)) == result.text if result.edits else unified(result) == ""


@pytest.mark.skipif(not shutil.which("patch"), reason="patch is not installed")
def test_diff_is_what_patch_reads(tmp_path: Path) -> None:
    text = "one\ntwo Boutsa\n" + "x\n" * 20 + "Boutsa, three\nlast Boutsa"
    (tmp_path / "t").write_text(text)
    diff = unified(ENGINE.one("t", text))
    assert diff.count("@@ -") == 2
    subprocess.run(["patch", "-s", "t"], cwd=tmp_path, input=diff.encode(), check=True)
    assert (tmp_path / "t").read_text() == text.replace("Boutsa", "Bucha")


@given(edited())
def test_m2_round_trip(result: Result) -> None:
    pairs = list(read_m2(m2(result)))
    assert [t for old, _ in pairs for t in old] == result.original.split()
    if not re.search(r"\S\|\|\||\|\|\|\S", result.text):
        assert [t for _, new in pairs for t in new] == result.text.split()


def test_m2_looks_as_scorers_expect() -> None:
    assert m2(ENGINE.one("a", "He spoke of Boutsa, twice.\nYes.")) == (
        "S He spoke of Boutsa, twice.\nA 3 4|||NAME.PLACE|||Bucha,|||REQUIRED|||-NONE-|||0\n\nS Yes.\n\n"
    )


@given(edited())
def test_webannotation_round_trip(result: Result) -> None:
    line = page(result)
    assert read_page(line, result.original) == (result.text, result.edits)
    assert json.loads(line)["type"] == "AnnotationPage" and line.count("\n") == 1


@pytest.fixture
def ran(tmp_path: Path) -> Path:
    root = tmp_path / "in"
    (root / "sub").mkdir(parents=True)
    (root / "sub" / "a.txt").write_bytes("in Boutsa\r\nyes".encode("utf-16"))
    (root / "b.html").write_text("<p title=Boutsa>Boutsa &amp; Boutsa\n")
    (root / "c.jsonl").write_text('{"text":"Boutsa \\n"}\n{"no":1}\n{"text":"Boutsa"}\n')
    (root / "d.csv").write_text('text,x\n"Boutsa ""q""",Boutsa\n')
    normalize_folder(root, tmp_path / "out", engine=ENGINE, log=tmp_path / "log.jsonl")
    return tmp_path


def test_revert_gives_the_files_back(ran: Path) -> None:
    summary = revert_files(ran / "out", ran / "log.jsonl", ran / "back", Settings(), io.BytesIO())
    assert not summary.failed
    for p in (p for p in (ran / "in").rglob("*") if p.is_file()):
        assert (ran / "back" / p.relative_to(ran / "in")).read_bytes() == p.read_bytes()
    stdout = io.BytesIO()
    revert_files(ran / "out" / "sub" / "a.txt", ran / "log.jsonl", None, Settings(), stdout)
    assert stdout.getvalue() == (ran / "in" / "sub" / "a.txt").read_bytes()


def test_revert_names_files_that_do_not_fit(ran: Path) -> None:
    (ran / "out" / "b.html").write_text("<p>rewritten")
    (ran / "out" / "new.txt").write_text("new")
    summary = revert_files(ran / "out", ran / "log.jsonl", ran / "back", Settings(), io.BytesIO())
    assert {n: w.split(";")[-1] for n, w in summary.failed} == {
        "b.html": " the file was changed after the run", "new.txt": " give the log of the run that wrote this file",
    }  # fmt: skip


def test_texts_come_from_output_input_or_log(ran: Path) -> None:
    expect = [r.text for _, r in results(ran / "log.jsonl") if r]
    assert len(expect) == len(list(read_log(ran / "log.jsonl"))) == 5
    shutil.rmtree(ran / "out")
    assert [r.text for _, r in results(ran / "log.jsonl") if r] == expect
    shutil.rmtree(ran / "in")
    assert [r for _, r in results(ran / "log.jsonl")] == [None] * 5
    with pytest.raises(ReaderError, match="--log-texts"):
        list(convert(ran / "log.jsonl", "m2"))


def test_convert(ran: Path) -> None:
    assert sorted(load_writers()) == ["diff", "m2", "webannotation"]
    assert "-{" not in "".join(convert(ran / "log.jsonl", "diff"))
    assert "".join(convert(ran / "log.jsonl", "m2")).count("|||Bucha|||") == 5
