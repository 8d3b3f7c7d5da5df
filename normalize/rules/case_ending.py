"""A Turkish case ending left on a name after an apostrophe: `in Raqqa'da and`, `Woolworths'te has spent`.

Turkish writes the endings of names after an apostrophe, and a translator that leaves the name as it is leaves them, too. The ending must
fit the name as Turkish requires (`-da` after a vowel or a voiced consonant, `-ta` after a voiceless one, `-nin` after a vowel, `-in`
after a consonant), have two letters at least, and stand among words of the target.

Left alone on purpose: names of other languages with an apostrophe (`Sana'a`, `Xi'an`, `Dar'ya`, `Il'in`, `Hawai'i`, `Ch'in`), contractions
and dialect (`Rock'in`), endings of one letter, whole passages and titles in Turkish, texts about Turkish grammar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from normalize.records import Candidate
from normalize.rules import Example, Hint, Rule
from normalize.rules._shared import word_after, word_before
from normalize.view import View

RULE = Rule(
    "case-ending", "residue", "case ending of the source language left on a name", 0.97,
    targets=frozenset("en de fr es it pt nl pl cs sv ro".split()),
)  # fmt: skip

_VOWELS = "aeıioöuüâîûAEIİOÖUÜ"
_VOICELESS = "fsştkçhpFSŞTKÇHP"
_ENDING = re.compile(
    rf"(?<![\w'’-])([A-ZÇĞİÖŞÜ][^\W\d_]{{3,30}})['’]("
    rf"(?<=[{_VOWELS}]['’])(?:n[ıiuü]n|y[aeıiuü])|(?<![{_VOWELS}]['’])(?:[ıiuü]n)"
    rf"|(?<=[{_VOICELESS}]['’])t(?:[ae]n?|[ae]ki)|(?<![{_VOICELESS}]['’])d(?:[ae]n?|[ae]ki))(?![\w'’-])"
)
HINT = Hint("'’", "(?=[ntdy][aeıiuü]|[ıiuü]n)")
_WORD = re.compile(r"(?<![\w-])[A-ZÇĞİÖŞÜ][^\W\d_]{3,30}(?![\w'’-])")
_ABOUT = re.compile(
    r"\b(?:suffix|locative|ablative|dative|genitive|grammar|Suffix|Grammatik|suffixe|sufijo|suffisso|przyrostek)"
)
_FREQUENT = 3.5  # Zipf frequency from which a neighbour is a word of the target
_HARMONY = str.maketrans("aâıouûeiîyöü", "aaaaaaeeeeee")  # back and front vowels


def _ours(view: View, word: str) -> bool:
    """Whether a word beside the name does not speak for Turkish: of the target, a name, a number, or none."""
    return not word.isalpha() or not word.islower() or view.words.zipf(word) >= _FREQUENT


def _harmonious(name: str, ending: str) -> bool:
    """Whether the vowels go together as in Turkish; foreign names are spoken otherwise than they are written, so that some do not."""
    back = [v for v in name.replace("I", "ı").lower().translate(_HARMONY) if v in "ae"]
    return bool(back) and back[-1] == next(v for v in ending.translate(_HARMONY) if v in "ae")


def _found(view: View) -> Iterator[re.Match[str]]:
    """Names with an ending, among words of the target."""
    text, standing = view.text, frozenset[str]()
    for m in _ENDING.finditer(text):
        standing = standing or frozenset(_WORD.findall(text))
        before, after = word_before(text, m.start()), word_after(text, m.end())
        known = m[1] in standing or view.names(m[1])
        if known and _ours(view, before) and _ours(view, after) and (before.islower() or after.islower()):
            yield m


def find(view: View) -> Iterator[Candidate]:
    """Propose the name without the ending."""
    found = list(_found(view))
    if found and any(_harmonious(m[1], m[2]) for m in found) and not _ABOUT.search(view.text):
        for m in found:
            yield RULE.candidate(m.end(1), m.end(), "", f"{m[1]} + {m[2]}")


FIXES = (
    Example("Civilians fled from Raqqa'da and were fed; Raqqa fell.", "Civilians fled from Raqqa and were fed; Raqqa fell."),
    Example(
        "The judge asked what was on Tomczak'ın mind; Tomczak was silent.",
        "The judge asked what was on Tomczak mind; Tomczak was silent.",
    ),
    Example("Banff'taki hotel burned down; Banff mourns.", "Banff hotel burned down; Banff mourns."),
    Example("Fenerbahçe won. I wish Fenerbahçe'ye success.", "Fenerbahçe won. I wish Fenerbahçe success."),
)
LEAVES = (
    Example("From Sana'a to Xi'an and Hawai'i, with Dar'ya Il'in and Mar'ya; the Qur'an."),
    Example("They were Rock'in and Walk'in all night in Ma'in and Sa'da."),
    Example("The locative of Ankara is Ankara'da and that of Paris is Paris'te."),
    Example("His novel Ankara'da bir gün came out in Ankara."),
    Example("Tal'in and Ch'in, K'un and Yi'nan."),
    Example("We don't go; Don'tan and O'Dan stay with Dontan."),
    Example("Qur'an and Shari'a, Tabi'in and Tabi'un; Tabi."),
    Example("Die Stadt Ankara'da çok güzel; Ankara.", target="de"),
    Example("«Ankara'da» est un mot, Ankara.", target="fr"),
    Example("Ankara'da Aşk Başka, Ankara."),
)
FAILS = (Example("They came to Tobruk'a by sea; Tobruk fell.", "They came to Tobruk by sea; Tobruk fell."),)
