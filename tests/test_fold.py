"""Laws of folding: same length, idempotent, and the letters that must or must not change."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalize.fold import TABLE, fold, romanize

ANY_TEXT = st.text(st.characters(codec=None))


def test_every_code_point_folds_to_one_and_stays() -> None:
    everything = "".join(map(chr, range(sys.maxunicode + 1)))
    folded = fold(everything)
    assert len(folded) == len(everything)
    assert fold(folded) == folded


@given(ANY_TEXT)
def test_length_is_kept(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(text) == text.translate(TABLE)


@given(ANY_TEXT, ANY_TEXT)
def test_folding_is_local(left: str, right: str) -> None:
    assert fold(left + right) == fold(left) + fold(right)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ÉÈÊË Çağrı ĽŁ ØÅ Ñ Ệ", "eeee cagri ll oa n e"),
        ("İIıi", "iiii"),
        ("đßæœþ ĐẞÆŒÞ Ǿ Ǽ", "dsaot dsaot o a"),
        ("ΆΈΐ ΣΑΣ σας ᾳ", "αει σασ σασ α"),
        ("Ё ё Й й Ї ї Ў ў Ѝ", "е е й й ї ї ў ў и"),
        ("O’Neil Д‘Артаньян Знам\u02bcянка", "o'neil д'артаньян знам'янка"),
        ("a\u2010b\u2011c a\u2013b a\u2014b", "a-b-c a\u2013b a\u2014b"),
        ("10\u00a0km", "10 km"),
        ("\u212aelvin \u212bngström", "kelvin angstrom"),
        ("\ud800x", "\ufffdx"),
    ],
)
def test_letters(text: str, expected: str) -> None:
    assert fold(text) == expected


@pytest.mark.parametrize("text", ["한국어", "日本語", "ĳ", "e\u0301", "и\u0306", "שָׁלוֹם", "ガ"])
def test_left_alone(text: str) -> None:
    assert fold(text) == text


@given(ANY_TEXT)
def test_romanize_is_ascii_and_stable(text: str) -> None:
    roman = romanize(text)
    assert roman.isascii()
    assert romanize(roman) == roman


def test_romanize() -> None:
    assert romanize("Запоріжжя") == "zaporizhzhia"
    assert romanize("\u00a0Île-de-France ") == "ile-de-france"
