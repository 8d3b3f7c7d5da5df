"""An article in capitals: `THE German minister said`.

Greek web pages set the article of a bold name apart; it comes out of the translation in capitals. At the start of a sentence
it gets its capital letter, inside one it becomes lower case.

Newspapers, too, open an article with its first word in capitals, and people stress a word with them. So one such article is
`likely`; two or more that begin sentences, with ordinary words after them, are safe, and then also those inside a sentence before a capitalised word.

Left alone on purpose: headlines and runs in capitals, documents that stress words with capitals, `THE` the magazine (Times Higher Education)
and its rankings, articles of one letter, and words that are also abbreviations (`LA`, `UN`, `DAS`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from normalize.records import Candidate
from normalize.rules import Example, Rule
from normalize.rules._shared import lowered, starts_sentence, word_before
from normalize.view import View

RULE = Rule("article-caps", "casing", "article in capitals", 0.985)
_ONCE = lowered(RULE, "likely", 0.9)

_ABBREVIATIONS = frozenset({"LA", "UN", "DAS", "DES", "DEM", "AN", "EL", "IL", "OS", "UM", "HET", "LES", "UNA", "LO", "LAS"})
_CAPITALS = re.compile(r"(?<![\w-])[A-Z]{3,}(?![\w-])")
_ORDINARY_NEXT = re.compile(r" (?:([A-Z]{2,6}|[A-Z]\.(?:[A-Z]\.)+) )?(?=[^\W\d_])([\w'’-]+)")
_MAGAZINE = re.compile(r"Times Higher Education|[Uu]niversity [Rr]anking|THE(?:'s|’s|\)| [Rr]anking| Award| World)")


@cache
def _pattern(articles: frozenset[str]) -> re.Pattern[str] | None:
    words = sorted(w.upper() for w in articles if len(w) > 1 and w.isalpha() and w.upper() not in _ABBREVIATIONS)
    return re.compile(rf"(?<![\w.,'’-])(?:{'|'.join(words)})(?= )") if words else None


def _stresses(view: View, articles: frozenset[str]) -> bool:
    """Whether the document stresses ordinary words with capitals outside lines that are all in capitals."""
    stressed = 0
    for m in _CAPITALS.finditer(view.text):
        word = m.group()
        if word.lower() in articles or view.words.zipf(word) < 5:
            continue
        line = view.text[slice(*view.line(m.start()))]
        stressed += sum(c.islower() for c in line) > 20
        if stressed > 1:
            return True
    return False


def _before_ordinary_word(view: View, end: int) -> bool:
    """Whether a word in usual casing follows, directly or after one acronym (`THE EU blamed`)."""
    m = _ORDINARY_NEXT.match(view.text, end)
    if not m:
        return False
    word = m[2]
    return word[1:].islower() if not m[1] else word.islower() and len(word) > 2


def _after_capitals(text: str, start: int) -> bool:
    word = word_before(text, start)
    return len(word) > 1 and word.isupper()


def find(view: View) -> Iterator[Candidate]:
    """Propose usual casing for the article."""
    text, articles = view.text, view.profile.articles
    pattern = _pattern(articles)
    hits = list(pattern.finditer(text)) if pattern else []
    hits = [m for m in hits if _before_ordinary_word(view, m.end()) and not _after_capitals(text, m.start())]
    if not hits or view.target == "en" and _MAGAZINE.search(text) or _stresses(view, articles):
        return
    opening = {m.start() for m in hits if starts_sentence(text, m.start())}
    rule = RULE if len(opening) > 1 else _ONCE
    for m in hits:
        if m.start() in opening:
            yield rule.candidate(m.start() + 1, m.end(), m.group()[1:].lower(), "the article begins a sentence")
        elif len(opening) > 1 and text[m.end() + 1].isupper():
            yield rule.candidate(*m.span(), m.group().lower(), "the article stands inside a sentence")


FIXES = (
    Example(
        "THE German minister left Kyiv.\nTHE European Union will pay.", "The German minister left Kyiv.\nThe European Union will pay."
    ),
    Example("THE EU blamed him. THE Spanish king did not.", "The EU blamed him. The Spanish king did not."),
    Example(
        "THE mayor met THE Polish envoy. THE talks failed.", "The mayor met the Polish envoy. The talks failed."
    ),
    Example("“THE war must end,” he said. THE crowd cheered.", "“The war must end,” he said. The crowd cheered."),
    Example("DER Minister kam. DIE Kanzlerin blieb zu Hause.", "Der Minister kam. Die Kanzlerin blieb zu Hause.", "de"),
)
LEAVES = (
    Example("THE TIMES and THE GUARDIAN wrote of it. THE END"),
    Example("THE ranks Oxford first. THE (Times Higher Education) is a weekly."),
    Example("This is THE place to be, and THE only one."),
    Example("THE best thing is NOT to ask. THE worst is ALWAYS to ask."),
    Example("WAR IN THE EAST\nThe army left. BACK TO THE Future is a film."),
    Example("LA police said so. The UN agreed."),
    Example("LA police interrogó a dos. EL País lo contó. EL País volvió.", target="es"),
    Example("DAS Ende. DAS Buch. Der DAS Rechner.", target="de"),
    Example("Le monde change. LE MONDE l'écrit.", target="fr"),
    Example("IL Corriere e IL Foglio lo scrivono.", target="it"),
    Example("The The Hague court sat."),
)
FAILS = (Example("THE Arctic is changing fast.", "The Arctic is changing fast."),)
