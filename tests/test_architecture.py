"""The shape of the code: import arrows, sizes, the public face, nothing heavy at import."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import normalize

ROOT = Path(normalize.__file__).parent
FILES = sorted(ROOT.rglob("*.py"))
LAYERS = ["records", "edits", "view", "rules", "lexicon", "model", "find", "resolve", "decide", "normalizer", "adapters", "cli"]
ALLOWED = {
    "records": set(),
    "edits": {"records"},
    "lexicon": {"records"},
    "model": set(),
    "view": {"lexicon"},
    "rules": {"records", "view", "lexicon"},
    "find": {"records", "edits", "view", "lexicon"},
    "resolve": {"records", "edits", "view", "lexicon", "model", "find"},
    "decide": {"records", "edits", "view"},
}


def _layer(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("normalize."):
            found.add(str(node.module).split(".")[1])
    return found


@pytest.mark.parametrize("path", [p for p in FILES if _layer(p) in ALLOWED], ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_go_one_way(path: Path) -> None:
    own = _layer(path)
    wrong = (_imports(path) & set(LAYERS)) - ALLOWED[own] - {own}
    assert not wrong, f"{own} must not import {wrong}"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_files_and_functions_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 60, node.name


def test_only_the_command_line_prints() -> None:
    for path in FILES:
        if _layer(path) in ("cli", "terminal", "__main__"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            assert not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"), path


def test_public_names() -> None:
    assert sorted(normalize.__all__) == [
        "Edit", "Evidence", "InputError", "LexiconError", "ModelError", "NormalizeError", "Normalizer", "OptionError", "ReaderError",
        "Refusal", "Result", "normalize",
    ]  # fmt: skip
    assert all(hasattr(normalize, name) for name in normalize.__all__)


def test_import_pulls_nothing_heavy() -> None:
    code = "import sys, normalize; print([m for m in ('torch','transformers','onnxruntime','numpy','ftfy','langdetect') if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
