"""Declension: a garbled name in an oblique case gets the right name in the same case, or none."""

from __future__ import annotations

import pytest

from normalize.lexicon.declension import Declension, load_declension
from normalize.lexicon.profile import target_codes

DECLINING = [t for t in target_codes() if load_declension(t)]


def _declension(target: str) -> Declension:
    found = load_declension(target)
    assert found is not None
    return found


def _declined(target: str, word: str, lemma: str, name: str, whose: str) -> set[str | None]:
    d = _declension(target)
    return {d.decline(name, form, whose, word) for form in d.read(word) if form.lemma == lemma and d.fits(form, whose)}


@pytest.mark.parametrize(
    "row",
    [
        ("ru", "бутсе", "бутса", "Буча", "p", "Буче"),
        ("ru", "бутсы", "бутса", "Буча", "p", "Бучи"),
        ("ru", "кулембой", "кулемба", "Кулеба", "m", "Кулебой"),
        ("ru", "черсона", "черсон", "Херсон", "p", "Херсона"),
        ("uk", "бутсу", "бутса", "Буча", "p", "Бучу"),
        ("uk", "карківа", "карків", "Харків", "p", "Харкова"),
        ("pl", "butszą", "butsza", "Bucza", "p", "Buczą"),
        ("pl", "koulemby", "koulemba", "Kułeba", "m", "Kułeby"),
        ("pl", "butszy", "butsza", "Bucza", "p", "Buczy"),
        ("pl", "poutinem", "poutin", "Putin", "m", "Putinem"),
        ("cs", "butsu", "butsa", "Buča", "p", "Buču"),
        ("cs", "poutinovi", "poutin", "Putin", "m", "Putinovi"),
    ],
)
def test_the_name_takes_the_case_of_the_word(row: tuple[str, str, str, str, str, str]) -> None:
    target, word, lemma, name, whose, right = row
    assert _declined(target, word, lemma, name, whose) == {right}


def test_a_name_that_is_not_declined_stays() -> None:
    assert _declined("ru", "сочиу", "сочи", "Сочи", "p") == set()
    assert _declined("ru", "бутсе", "бутса", "Сочи", "p") == {"Сочи"}


@pytest.mark.parametrize("target", DECLINING)
def test_every_form_of_a_row_leads_back_to_its_nominative(target: str) -> None:
    d = _declension(target)
    for row in d.rows:
        for case, forms in enumerate(row.cases):
            for form in forms:
                if form != row.ending:
                    assert any(f.case == case and d.rows[f.row] == row for f in d.read("стол" + form))


def test_which_targets_decline_names() -> None:
    assert DECLINING == ["cs", "pl", "ro", "ru", "uk"]


def test_patterns_of_different_lengths_are_an_error() -> None:
    with pytest.raises(ValueError, match="same number of cases"):
        Declension.build({"uninflected": False, "patterns": [["а", "", "и", "е"], ["я", "", "и"]]})
