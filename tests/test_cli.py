"""The command: what it writes where, its exit codes, its messages."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import normalize.normalizer
from normalize.cli import main
from normalize.edits import apply
from normalize.records import Candidate, Evidence, Option, Result


class FakeNormalizer:
    """Writes Bucha for Boutsa; keeps the options that it was made with."""

    made: dict[str, Any] = {}  # noqa: RUF012
    signature = "fake"

    def __init__(self, **options: Any) -> None:
        FakeNormalizer.made = options

    def run(self, documents: Any) -> Any:
        for name, text in documents:
            at = text.find("Boutsa")
            change = [(at, at + 6, "Bucha", "variant", "name.place", "safe", 0.97, "bucha", (Evidence("seen", 2.0, "in <b>"),))]
            new, edits = apply(text, change if at >= 0 else [])  # type: ignore[arg-type]
            yield Result(text, new, edits, (), "en", "el", "fake", name)

    def explain(self, text: str) -> list[Candidate]:
        at = text.find("Boutsa")
        option = Option("Bucha", (Evidence("generated", 1.2, "el writes it so"), Evidence("rare", -0.5)), "bucha")
        return [Candidate(at, at + 6, "variant", "name.place", (option,))] if at >= 0 else []


@pytest.fixture(autouse=True)
def fake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(normalize.normalizer, "Normalizer", FakeNormalizer)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_bytes(b"in Boutsa\r\n")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "x.txt").write_text("Boutsa\n")
    (tmp_path / "in" / "y.md").write_text("clean\n")


def test_one_file_goes_to_stdout(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["a.txt"]) == 0
    assert capfdbinary.readouterr() == (b"in Bucha\r\n", b"")
    assert Path("a.txt").read_bytes() == b"in Boutsa\r\n"


def test_standard_input(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO(b'{"text":"Boutsa","n":1.0}\n')

    monkeypatch.setattr(sys, "stdin", Stdin)
    assert main(["-", "--format", "jsonl"]) == 0
    assert capfdbinary.readouterr().out == b'{"text":"Bucha","n":1.0}\n'


def test_folder_with_log_and_summary(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["in", "-o", "out", "--log", "e.jsonl", "--jobs", "2"]) == 0
    out, err = capfd.readouterr()
    assert out == "" and "2 files read, 1 changed; 1 edit in 2 documents" in err and "variant 1" in err and "bucha 1" in err
    assert Path("out/x.txt").read_text() == "Bucha\n" and Path("out/y.md").read_text() == "clean\n"
    entries = [json.loads(x) for x in Path("e.jsonl").read_text().splitlines()]
    assert [(e["id"], e["target"], e["source"], e["signature"], len(e["edits"])) for e in entries] == [
        ("x.txt", "en", "el", "fake", 1), ("y.md", "en", "el", "fake", 0),
    ]  # fmt: skip
    assert main(["in", "-o", "out", "--log", "e.jsonl", "--resume", "-q"]) == 0
    assert capfd.readouterr() == ("", "")
    assert len(Path("e.jsonl").read_text().splitlines()) == 2


def test_several_paths(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["a.txt", "in", "-o", "out", "--log", "e.jsonl"]) == 0
    assert Path("out/a.txt").read_bytes() == b"in Bucha\r\n" and Path("out/in/x.txt").read_text() == "Bucha\n"
    assert [json.loads(x)["id"] for x in Path("e.jsonl").read_text().splitlines()] == ["a.txt", "in/x.txt", "in/y.md"]


@pytest.mark.parametrize(("out", "where"), [("new.txt", "new.txt"), ("in", "in/a.txt"), ("deep/er/", "deep/er/a.txt")])
def test_out_of_one_file(out: str, where: str) -> None:
    assert main(["a.txt", "-o", out, "-q"]) == 0
    assert Path(where).read_bytes() == b"in Bucha\r\n"


def test_in_place() -> None:
    assert main(["in", "a.txt", "--in-place", "-q"]) == 0
    assert Path("a.txt").read_bytes() == b"in Bucha\r\n" and Path("in/x.txt").read_text() == "Bucha\n"
    assert main(["in", "a.txt", "--check", "-q"]) == 0


def test_check_writes_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    before = sorted(Path().rglob("*"))
    assert main(["in", "a.txt", "--check"]) == 1
    assert "2 would change" in capfd.readouterr().err
    assert sorted(Path().rglob("*")) == before and Path("in/x.txt").read_text() == "Boutsa\n"


def test_diff(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["in", "--diff", "-q"]) == 0
    assert capfd.readouterr().out == "--- in/x.txt\n+++ in/x.txt\n@@ -1,1 +1,1 @@\n-Boutsa\n+Bucha\n"
    assert main(["in", "--diff", "--check", "--color", "always", "-q"]) == 1
    assert "\x1b[32m+Bucha\x1b[0m" in capfd.readouterr().out


def test_failed_files_are_named_and_the_rest_is_done(capfd: pytest.CaptureFixture[str]) -> None:
    Path("in/bad.jsonl").write_text("{\n")
    assert main(["in", "-o", "out", "-q"]) == 3
    assert capfd.readouterr().err.startswith("failed  bad.jsonl: line 1 is not JSON")
    assert Path("out/x.txt").read_text() == "Bucha\n"
    assert main(["in", "--check", "-q"]) == 3


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        ([], "say what to read"),
        (["in"], "-o OUT, or --in-place; to look first: --check or --diff"),
        (["nope.txt"], "nope.txt: there is no such file or folder; check the path"),
        (["a.txt", "--levle", "safe"], "there is no option '--levle'; did you mean '--level'?"),
        (["a.txt", "--level", "saf"], "--level cannot be 'saf'; did you mean 'safe'?"),
        (["in", "-o", "in/out"], "lies inside the input"),
        (["a.txt", "-o", "a.txt"], "--in-place"),
        (["a.txt", "--check", "-o", "b"], "--check writes nothing"),
        (["a.txt", "--in-place", "-o", "b"], "exclude each other"),
        (["-", "--in-place"], "standard input"),
        (["a.txt", "--resume"], "--resume goes on with a folder"),
        (["a.txt", "--format", "jsnol"], "did you mean 'jsonl'?"),
        (["a.txt", "--max-file-size", "big"], "'big' is not a size"),
        (["a.txt", "--jobs", "-2"], "--jobs is a number"),
        (["rules", "quotse"], "there is no rule 'quotse'"),
        (["lexicon"], "required"),
        (["a.txt", "--config", "nope.toml"], "nope.toml"),
        (["report", "nope.jsonl", "-o", "p.html"], "nope.jsonl: no such file or directory"),
        (["revert", "nope", "--log", "e"], "no such file or folder"),
    ],
)
def test_usage_errors_name_the_remedy(argv: list[str], message: str, capfd: pytest.CaptureFixture[str]) -> None:
    try:
        code = main(argv)
    except SystemExit as e:
        code = e.code  # type: ignore[assignment]
    out, err = capfd.readouterr()
    assert (code, out) == (2, "") and message in err and "Traceback" not in err


def test_options_reach_the_engine() -> None:
    main(
        [
            "a.txt",
            "--check",
            "-q",
            "--level",
            "likely",
            "--style",
            "--target",
            "de",
            "--lexicon",
            "x.tsv",
            "--lexicon",
            "y.tsv",
            "--model",
            "none",
        ]
    )
    assert FakeNormalizer.made == {
        "level": "likely",
        "style": True,
        "target": "de",
        "lexicons": ["x.tsv", "y.tsv"],
        "model": "none",
    }


def test_config_file_select_ignore_and_keep(capfd: pytest.CaptureFixture[str]) -> None:
    Path("normalize.toml").write_text(
        'level = "likely"\nlexicons = ["mine.tsv"]\nignore = ["quotes"]\nkeep = ["Boutsa Street"]\n'
    )
    assert main(["a.txt", "--check", "-q", "--ignore", "name", "--keep", "in Boutsa", "--select", "casing"]) == 1
    made = FakeNormalizer.made
    assert made["level"] == "likely" and made["lexicons"] == [str(Path("mine.tsv").resolve())]
    assert (made["select"], made["ignore"], made["keep"]) == (("casing",), ("quotes", "name"), ("Boutsa Street", "in Boutsa"))
    Path("normalize.toml").write_text('levle = "likely"\n')
    assert main(["a.txt"]) == 2 and "did you mean 'level'?" in capfd.readouterr().err
    assert main(["a.txt", "--no-config"]) == 0


def test_explain(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "He spoke of Boutsa."]) == 0
    out = capfd.readouterr().out
    parts = [
        "12..18  'Boutsa'  variant (name.place)", "-> 'Bucha'  score +0.70, at best safe  [bucha]",
        "+1.20  generated: el writes it so",
        "applied: 'Bucha' (safe, confidence 0.97)", "He spoke of Bucha.",
    ]  # fmt: skip
    assert [p for p in parts if p not in out] == []
    assert main(["explain", "--json", "Boutsa"]) == 0
    assert json.loads(capfd.readouterr().out)["result"]["text"] == "Bucha"
    assert main(["explain", "clean"]) == 0 and "nothing suspicious" in capfd.readouterr().out


def test_rules(capfd: pytest.CaptureFixture[str]) -> None:
    from normalize.catalogue import all_rules, code_of

    assert main(["rules"]) == 0
    shown = [line.split()[0] for line in capfd.readouterr().out.splitlines()]
    assert shown == [code_of(r) for r in all_rules()] and {"variant", "unknown-name", "style", "mojibake"} <= {*shown}
    for code in shown:
        assert main(["rules", code]) == 0
        assert code in (out := capfd.readouterr().out) and "It mends" in out or code == "unbalanced-quote"


def test_select_ignore_and_keep_with_the_real_engine() -> None:
    Path("b.txt").write_text("Ukrainian Foreign Minister Koulemba spoke of Kyiv .")
    command = [sys.executable, "-m", "normalize", "b.txt", "--target", "en", "--model", "none", "--no-config"]

    def out(*more: str) -> str:
        done = subprocess.run([*command, *more], capture_output=True, text=True, check=False)
        return done.stdout or done.stderr

    assert out() == "Ukrainian Foreign Minister Kuleba spoke of Kyiv."
    assert out("--ignore", "name") == "Ukrainian Foreign Minister Koulemba spoke of Kyiv."
    assert out("--select", "name") == "Ukrainian Foreign Minister Kuleba spoke of Kyiv ."
    assert out("--keep", "Koulemba", "--keep", "Kyiv .") == Path("b.txt").read_text()
    assert "did you mean 'name'?" in out("--ignore", "nmae")


def test_lexicon(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["lexicon", "find", "Boutcha"]) in (0, 1)
    assert main(["lexicon", "find", "Bucha"]) == 0 and "id=bucha  kind=place" in capfd.readouterr().out
    assert main(["lexicon", "find", "Qqqxyzzy"]) == 1 and "normalize lexicon add" in capfd.readouterr().err
    assert main(["lexicon", "add", "my.tsv", "Zorvana", "--kind", "place.city", "--country", "UA"]) == 0
    assert "Zorvana" in Path("my.tsv").read_text() and main(["lexicon", "check", "my.tsv"]) == 0
    Path("my.tsv").write_text("name\nx\n")
    assert main(["lexicon", "check", "my.tsv"]) == 1 and "canonical" in capfd.readouterr().out


def test_revert_and_convert(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    main(["in", "-o", "out", "--log", "e.jsonl", "-q"])
    assert main(["revert", "out/x.txt", "--log", "e.jsonl"]) == 0
    assert capfdbinary.readouterr().out == b"Boutsa\n"
    assert main(["revert", "out", "--log", "e.jsonl", "-o", "back"]) == 0
    assert Path("back/x.txt").read_text() == "Boutsa\n"
    assert main(["convert-log", "e.jsonl", "--to", "m2"]) == 0
    assert b"A 0 1|||NAME.PLACE|||Bucha|||" in capfdbinary.readouterr().out


def test_version_and_help(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0 and capfd.readouterr().out.startswith("normalize ")
    for argv in (["--help"], ["explain", "--help"], ["lexicon", "add", "--help"]):
        with pytest.raises(SystemExit) as stop:
            main(argv)
        assert stop.value.code == 0


def run(*argv: str, **more: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "normalize", *argv], capture_output=True, check=False, **more)


def test_ctrl_c_ends_tidily(tmp_path: Path) -> None:
    """A run that is interrupted leaves no temporary file and says how to go on."""
    for i in range(1_600):
        (tmp_path / "in" / f"{i}.txt").write_text("The mayor spoke of Kyiv and of Boutsa, and of nothing else. " * 40)
    assert run("explain", "Boutsa", "--target", "en").returncode == 0  # compiles the lexicon where that is still to be done
    child = subprocess.Popen(
        [sys.executable, "-m", "normalize", "in", "-o", "out", "-j", "2", "--target", "en"], stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - a shell's background jobs ignore it
    )  # fmt: skip
    limit = time.monotonic() + 120
    while not any(Path("out").glob("*.txt")) and child.poll() is None and time.monotonic() < limit:
        time.sleep(0.02)
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=30)
    assert (child.returncode, err.decode().strip()) == (130, "stopped; go on with --resume")
    assert not [p for p in Path("out").iterdir() if p.name.endswith("-tmp")]


def test_a_reader_that_goes_away_is_no_error() -> None:
    Path("big.jsonl").write_text('{"x":1}\n' * 200_000 + '{"text":"a"}\n')
    child = subprocess.Popen([sys.executable, "-m", "normalize", "big.jsonl"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert child.stdout and child.stderr
    child.stdout.readline()
    child.stdout.close()
    assert child.stderr.read() == b"" and child.wait(30) == 0


def test_help_imports_nothing_heavy() -> None:
    asked = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "normalize", "--help"], capture_output=True, check=True, text=True
    )
    loaded = {line.rpartition("|")[2].strip().split(".")[0] for line in asked.stderr.splitlines()}
    assert (
        loaded & {"numpy", "onnxruntime", "sentencepiece", "rapidfuzz", "langdetect", "marisa_trie", "pyarrow", "ftfy"} == set()
    )
