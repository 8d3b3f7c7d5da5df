"""What the user wants left alone: decided where everything is decided, signed, and without a second kind of log."""

from __future__ import annotations

import ast
import pickle
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_properties import TEXTS, laws

import normalize as package
from normalize import Normalizer, OptionError, normalize
from normalize.catalogue import NAME_RULES, NameRule, all_rules, code_of, codes
from normalize.records import Candidate
from normalize.rules import Example
from normalize.selection import Selection

BASE: dict[str, Any] = {"target": "en", "model": "none", "level": "likely"}
WAYS: list[dict[str, list[str]]] = [
    {"select": ["name"]},
    {"select": ["spacing", "variant"], "keep": ["Boutsa"]},
    {"ignore": ["name.place", "article-caps"]},
    {"keep": ["Boutsa", "THE German", "in Irpin and"]},
    {"keep": ["Koulemba", ",", "\u200d", "the the"], "ignore": ["encoding"]},
    {"select": ["name", "casing", "spacing", "quotes", "encoding"], "ignore": ["variant"], "keep": ["Кyiv", "Kiev"]},
]
ENGINES = [Normalizer(**BASE, style=True, **way) for way in WAYS]


def standing(text: str, phrase: str) -> int:
    """How often the phrase stands in the text as words of its own."""
    left = r"(?<!\w)" if re.match(r"\w", phrase[0]) else ""
    right = r"(?!\w)" if re.match(r"\w", phrase[-1]) else ""
    return len(re.findall(left + re.escape(phrase) + right, text))


@given(TEXTS, st.sampled_from(range(len(WAYS))))
def test_the_laws_hold_with_a_selection(text: str, i: int) -> None:
    way, engine = WAYS[i], ENGINES[i]
    r = engine(text)
    laws(text, r)
    assert engine(r.text).edits == (), (text, r.text)
    for e in r.edits:
        names = {e.rule, e.category, e.category.split(".")[0]}
        assert not names & set(way.get("ignore", ())) and (not way.get("select") or names & set(way["select"]))
        assert e.rule in codes()
    for phrase in way.get("keep", ()):
        assert standing(r.text, phrase) >= standing(text, phrase), (text, r.text)
    assert pickle.loads(pickle.dumps(engine))(text) == r


TEXT = "THE Ukrainian minister Dmytro Koulemba spoke in Kyiv of Boutsa and of Boutsa forest ."


def test_each_choice_does_what_it_says() -> None:
    def run(**choice: Any) -> str:
        return normalize(TEXT, **BASE, **choice).text

    assert run() == "The Ukrainian minister Dmytro Kuleba spoke in Kyiv of Bucha and of Bucha forest."
    assert run(select=["spacing"]) == TEXT.replace(" .", ".")
    assert run(select=["name"]) == TEXT.replace("Koulemba", "Kuleba").replace("Boutsa", "Bucha")
    assert run(select=["name"], ignore=["name.place"]) == TEXT.replace("Koulemba", "Kuleba")
    assert run(select=["variant"], keep=["Boutsa forest"]) == TEXT.replace("Koulemba", "Kuleba").replace(
        "Boutsa and", "Bucha and"
    )
    assert run(select=["variant"], keep=["Boutsa", "Koulemba"]) == TEXT
    kept = [r for r in normalize(TEXT, **BASE, keep=["Boutsa"]).refusals if "keep list" in r.reason]
    assert [(r.original, r.best, r.reason) for r in kept] == [("Boutsa", "Bucha", "kept: 'Boutsa' is in your keep list")] * 2


def test_a_refused_edit_makes_room_for_another() -> None:
    """Decided, not filtered: what is ignored takes no span from what is wanted."""
    text = "He met the ministerDmytro Koulemba of Ukraine in Kyiv."
    wanted = Normalizer(**BASE, ignore=["glued", "spacing", "broken-join"])(text)
    assert all(e.category.startswith("name") for e in wanted.edits)
    assert wanted == Normalizer(**BASE, ignore=["glued", "spacing", "broken-join"])(wanted.revert())


@pytest.mark.parametrize(
    ("phrase", "start", "end", "touched"),
    [
        ("Boutsa", 3, 9, True),  # the word itself
        ("in Boutsa now", 3, 9, True),  # within the phrase
        ("Boutsa", 0, 9, True),  # over its edge
        ("Bou", 3, 9, False),  # a part of a word is not a word
        ("utsa", 3, 9, False),
        ("Boutsa", 9, 10, False),  # beside it
        ("Boutsa", 9, 9, False),  # an insertion after it
        ("in Boutsa", 2, 2, True),  # an insertion into it
        ("Kyiv", 3, 9, False),
    ],
)
def test_what_keep_covers(phrase: str, start: int, end: int, touched: bool) -> None:
    why = Selection(keep=(phrase,)).objection("in Boutsa now", Candidate(start, end, "variant", "name.place"))
    assert bool(why) == touched


def test_it_is_signed() -> None:
    made = [Normalizer(**BASE, **w).signature for w in [{}, *WAYS]]  # type: ignore[arg-type]
    assert len({*made}) == len(made)
    assert "select:" not in made[0] and "select:name|ignore:none|keep:none" in made[1]
    orders = [Normalizer(**BASE, ignore=w).signature for w in (["name", "quotes"], ["quotes", "name", "name"])]
    assert orders[0] == orders[1]
    assert ENGINES[0]("Kyiv.").signature == ENGINES[0].signature


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"select": ["quotse"]}, "no rule or category 'quotse'; did you mean 'quotes'"),
        ({"ignore": ["zzz"]}, '"normalize rules" lists them'),
        ({"select": "name"}, r"select is a list; write select=\['name'\]"),
        ({"keep": "Boutsa"}, "keep is a list"),
        ({"keep": [" "]}, "none of them empty"),
    ],
)
def test_a_wrong_choice_names_the_remedy(choice: dict[str, Any], message: str) -> None:
    for call in (lambda: Normalizer(**choice), lambda: normalize("a", **choice)):
        with pytest.raises(OptionError, match=message):
            call()


def test_all_rules_are_listed() -> None:
    """Every code with which the package makes a candidate is in the list that `normalize rules` shows."""
    made = set()
    for path in Path(package.__file__).parent.glob("resolve/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Candidate":
                made.add(ast.literal_eval(node.args[2]))
    assert made and made == {r.code for r in NAME_RULES}
    assert [code_of(r) for r in all_rules()] == sorted(codes())


@pytest.mark.parametrize(
    ("rule", "x"), [(r, x) for r in NAME_RULES for x in (*r.fixes, *r.leaves)], ids=lambda v: getattr(v, "code", "")
)
def test_examples_of_the_name_rules(rule: NameRule, x: Example) -> None:
    result = Normalizer(target=x.target, **rule.options)(x.before)
    assert result.text == (x.after or x.before)
    assert {e.rule for e in result.edits} == ({rule.code} if x.after else set())
