"""The laws of the contract, attacked with generated texts."""

from __future__ import annotations

import copy
import pickle

from hypothesis import example, given, settings
from hypothesis import strategies as st

from normalize import Normalizer, Result
from normalize.edits import apply, compose
from normalize.fold import fold

NORM = Normalizer(target="en", model="none", level="likely", style=True)
BITS = [
    "Boutsa", "Bucha", "Butsa", "Bhutan", "Koulemba", "Dmytro Kuleba", "Ukrainian Foreign Minister ", "in Irpin and ", "the city of ", "Kyiv",
    "Kiev", "THE German", "a atrocity", "the the ", " ,", "“", "”", " said", "Metsolawho", "&quot;", "\r\n", "\n", "\u2028", "😀", "e\u0301", "İ",
    "\u200d", "\u200f", "\ufeff", "\u00a0", "Zelensky\u0301", "Кyiv", "Буча", "بوتشا", "https://a.b/Boutsa", "#Boutsa", "`Boutsa`", ". ", ", ", " ", "\ud800", "\x00",
    "1.500.000 ", "2,300", "@-@", "▁", "<unk>", "Ã©", "Brisvane", "Massakusetts", "-E embargo", "\t", "Mr ", "Russia ", "Roberta Metsola",
    "Ketrin ", "Colonna", "Mario Lemio ", ", a dentist",
]  # fmt: skip
TEXTS = st.one_of(
    st.lists(st.sampled_from(BITS), max_size=25).map("".join),
    st.lists(st.one_of(st.sampled_from(BITS), st.text(max_size=5)), max_size=15).map(" ".join),
)
FEWER = settings(max_examples=settings.default.max_examples // 4)  # type: ignore[union-attr]


def laws(text: str, r: Result) -> None:
    """Everything that must hold for any text and its result."""
    last_in = last_out = 0
    for e in r.edits:
        assert text[e.start : e.end] == e.original != e.replacement
        assert r.text[e.out_start : e.out_end] == e.replacement
        assert text[last_in : e.start] == r.text[last_out : e.out_start]  # nothing outside an edit changes
        assert last_in <= e.start <= e.end
        assert 0.0 <= e.confidence <= 1.0
        last_in, last_out = e.end, e.out_end
    assert text[last_in:] == r.text[last_out:]
    assert r.revert() == text
    for refusal in r.refusals:
        assert text[refusal.start : refusal.end] == refusal.original
        assert refusal.reason


@given(TEXTS)
@example("Boutsa\ud800. Koulemba")
@example("Bucha\x00. Koulemba")
def test_edits_revert_disjoint_and_idempotent(text: str) -> None:
    r = NORM(text)
    laws(text, r)
    again = NORM(r.text)
    assert again.edits == (), (text, r.text, again.text)


@given(TEXTS)
def test_same_text_same_result(text: str) -> None:
    assert NORM(text) == pickle.loads(pickle.dumps(NORM))(text) == copy.copy(NORM)(text)


@FEWER
@given(st.lists(TEXTS, max_size=6))
def test_stream_equals_one_by_one(texts: list[str]) -> None:
    docs = [(str(i), t) for i, t in enumerate(texts)]
    assert list(NORM.run(docs)) == [NORM(t, id=i) for i, t in docs]


@given(TEXTS, st.data())
def test_map_offset_is_monotone_and_exact_outside_edits(text: str, data: st.DataObject) -> None:
    r = NORM(text)
    i = data.draw(st.integers(0, len(text)))
    j = data.draw(st.integers(i, len(text)))
    assert 0 <= r.map_offset(i) <= r.map_offset(j) <= len(r.text)
    if i < len(text) and not any(e.start <= i <= e.end and (i < e.end or e.start == i) for e in r.edits):
        assert r.text[r.map_offset(i)] == text[i]


@given(TEXTS)
def test_newlines_outside_edits_survive(text: str) -> None:
    r = NORM(text)
    gone = sum(e.original.count("\r") - e.replacement.count("\r") for e in r.edits)
    assert r.text.count("\r") == text.count("\r") - gone


@given(st.text())
def test_fold_keeps_offsets(text: str) -> None:
    assert len(fold(text)) == len(text)


CHANGES = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 3), st.text("abc", max_size=3)), max_size=5)


def _changes(text: str, raw: list[tuple[int, int, str]]) -> list:
    out, last = [], -1
    for start, size, new in sorted(raw):
        end = start + size
        if start > last and end <= len(text) and text[start:end] != new:
            out.append((start, end, new, "r", "term", "safe", 0.9, None, ()))
            last = end
    return out


@given(st.text("xyz", min_size=0, max_size=14), CHANGES, CHANGES)
def test_composed_edits_are_the_two_rounds(text: str, one: list, two: list) -> None:
    middle, first = apply(text, _changes(text, one))
    end, second = apply(middle, _changes(middle, two))
    joined = compose(text, first, middle, second)
    again, _ = apply(
        text, [(e.start, e.end, e.replacement, e.rule, e.category, e.level, e.confidence, e.entity, e.evidence) for e in joined]
    )
    assert again == end
    assert all(text[e.start : e.end] == e.original != e.replacement for e in joined)
