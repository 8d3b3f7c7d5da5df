"""The tables of fixed terms: form, sense, and that no replacement is matched again."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from normalize.lexicon.locate import locate
from normalize.lexicon.profile import load_profile, target_codes
from normalize.lexicon.tables import format_table
from normalize.lexicon.words import load_words
from normalize.rules.term import find
from normalize.view import View

TABLES = sorted((locate() / "terms").glob("*.tsv"))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE))


def _found(text: str, target: str) -> list[tuple[str, str]]:
    view = View(text, target, load_profile(target), load_words(target))
    return [(text[c.start : c.end], c.options[0].replacement) for c in find(view)]


def test_targets_have_their_table() -> None:
    assert {"en", "de", "fr", "es", "it", "pl"} <= {p.stem for p in TABLES} <= set(target_codes())


@pytest.mark.parametrize("path", TABLES, ids=lambda p: p.stem)
def test_the_table_is_in_canonical_form(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text == format_table(text)
    rows = _rows(path)
    assert all(r["note"] for r in rows)
    assert len({r["match"] for r in rows}) == len(rows)


@pytest.mark.parametrize("path", TABLES, ids=lambda p: p.stem)
def test_every_row_works(path: Path) -> None:
    """A row is found in a sentence and its replacement is right by all rows; what is kept is left alone."""
    for r in _rows(path):
        match = r["match"].removeprefix("^")
        start = "" if r["match"].startswith("^") else "x "
        wanted = [] if r["level"] == "keep" else [(match, r["replacement"])]
        assert _found(f"{start}{match} x", path.stem) == wanted
        assert _found(f"{start}{r['replacement']} x", path.stem) == []
