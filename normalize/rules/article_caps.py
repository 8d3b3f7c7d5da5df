"""An article in capitals: `THE German minister said`.

Greek web pages set the article of a bold name apart; it comes out of the translation in capitals. At the start of a
sentence it gets its capital letter, inside one it becomes lower case.

Newspapers, too, open an article with its first word in capitals, and people stress a word with them. So one such
article is `likely`; two or more that begin sentences, with ordinary words after them, are safe, and then also those
inside a sentence before a capitalised word. If all of them begin lines, as in news in brief, a name must follow each.

Left alone on purpose: headlines and runs in capitals, documents that stress words with capitals, `THE` the magazine
(Times Higher Education) and its rankings, articles of one letter, and words that are also abbreviations (`LA`, `UN`,
`DAS`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from normalize.records import Candidate
from normalize.rules import Example, Rule
from normalize.rules._shared import around, lowered, starts_sentence, word_before, words
from normalize.view import View

RULE = Rule("article-caps", "casing", "article in capitals", 0.985, targets=words("en de fr es it nl pt"))
_ONCE = lowered(RULE, "likely", 0.9)

_ABBREVIATIONS = frozenset({"LA", "UN", "DAS", "DES", "DEM", "AN", "EL", "IL", "OS", "UM", "HET", "LES", "UNA", "LO", "LAS"})
_CAPITALS = re.compile(r"[A-Z]{3,}(?![\w-])")
_ORDINARY_NEXT = re.compile(r" (?:([A-Z]{2,6}|[A-Z]\.(?:[A-Z]\.)+) )?(?=[^\W\d_])([\w'’-]+)")
_NUMBERED = re.compile(r"(?:^|\n)\d{1,3}[.)] \Z")  # the first words of chapters
_OPENERS = " \u00a0\"“„«‘'(["
_MAGAZINE = re.compile(r"Times Higher Education|[Uu]niversity [Rr]anking|THE(?:'s|’s|\)| [Rr]anking| Award| World)")


@cache
def _capitals(articles: frozenset[str]) -> tuple[str, ...]:
    """The articles in capitals, with the space after them."""
    return tuple(sorted(w.upper() + " " for w in articles if len(w) > 1 and w.isalpha() and w.upper() not in _ABBREVIATIONS))


def _articles(text: str, capitals: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Where an article in capitals stands as a word of its own."""
    for article in capitals:
        i = text.find(article)
        while i >= 0:
            if i == 0 or not (text[i - 1].isalnum() or text[i - 1] in "_.,'’-"):
                yield i, i + len(article) - 1
            i = text.find(article, i + 1)


def _stresses(view: View, articles: frozenset[str]) -> bool:
    """Whether the document stresses ordinary words with capitals outside lines that are all in capitals."""
    stressed = 0
    for m in _CAPITALS.finditer(view.text):
        word = m.group()
        if word.lower() in articles or view.words.zipf(word) < 5 or (m.start() and view.text[m.start() - 1].isalnum()):
            continue
        line = view.text[slice(*around(view.text, m.start()))]
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


def _news_in_brief(view: View, hits: list[tuple[int, int]]) -> bool:
    """Whether each hit opens a line, and not each before a name: so newspapers set the first word of an item."""
    text = view.text
    opens = all(not text[around(text, start)[0] : start].strip(_OPENERS) for start, _ in hits)
    return opens and (view.target == "de" or not all(text[end + 1].isupper() for _, end in hits))


def find(view: View) -> Iterator[Candidate]:
    """Propose usual casing for the article."""
    text, articles = view.text, view.profile.articles
    hits = [
        h
        for h in _articles(text, _capitals(articles))
        if _before_ordinary_word(view, h[1])
        and not _after_capitals(text, h[0])
        and not _NUMBERED.search(text, max(0, h[0] - 8), h[0])
    ]
    if not hits or (view.target == "en" and _MAGAZINE.search(text)) or _stresses(view, articles):
        return
    opening = {start for start, _ in hits if starts_sentence(text, start)}
    rule = RULE if len(opening) > 1 and not _news_in_brief(view, [h for h in hits if h[0] in opening]) else _ONCE
    for start, end in hits:
        if start in opening:
            yield rule.candidate(start + 1, end, text[start + 1 : end].lower(), "the article begins a sentence")
        elif rule is RULE and text[end + 1].isupper():
            yield rule.candidate(start, end, text[start:end].lower(), "the article stands inside a sentence")


FIXES = (
    Example(
        "THE German minister left Kyiv.\nTHE European Union will pay.",
        "The German minister left Kyiv.\nThe European Union will pay.",
    ),
    Example("THE EU blamed him. THE Spanish king did not.", "The EU blamed him. The Spanish king did not."),
    Example("THE mayor met THE Polish envoy. THE talks failed.", "The mayor met the Polish envoy. The talks failed."),
    Example("“THE war must end,” he said. THE crowd cheered.", "“The war must end,” he said. The crowd cheered."),
    Example("DER Minister kam. DIE Kanzlerin blieb zu Hause.", "Der Minister kam. Die Kanzlerin blieb zu Hause.", "de"),
)
LEAVES = (
    Example("1. THE miller has a daughter.\n2. THE river rose.\n3. THE Duchess dined."),
    Example("THE owner of a bakery has sold it.\n\nTHE pupils of Hill School planted ten trees."),
    Example("DER Bäcker hat verkauft.\n\nDIE Schule pflanzt zehn Bäume.", target="de"),
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
