"""A sentence cut in two by a false full stop: `near the surrounding hills. from the north.`

Web translation translates the pieces of a linked sentence one by one and ends each with a stop. A stop before a
lower-case preposition or relative pronoun is false: 1.2 million words of human translation have none. Safe in
English, elsewhere `likely`, like `O.Russian forces`, a Greek article left at the start of a heading.

Left alone on purpose: abbreviations (`p.m. from`, `Inc. of`), initials, quotations that end inside a sentence, domain
names, writers who begin sentences in lower case, German articles (`. das Buch` wants a capital instead).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from normalize.records import Candidate
from normalize.rules import Example, Rule
from normalize.rules._shared import lowered, starts_sentence, word_after, words
from normalize.view import View

RULE = Rule("broken-join", "residue", "sentence cut in two", 0.97)
_GUESS = lowered(RULE, "likely", 0.85)

_SAFE = words("from of in by with for which who whose between against during")
_LINKS = {
    "en": "from of in by with for which who whose and that to under between against during after before",
    "de": "aus von mit bei und nach zwischen gegen",
    "fr": "de du des par avec dans pour qui et depuis entre contre",
    "es": "de del por con en para que y desde entre contra",
    "it": "di del della da dal con per che e tra contro",
    "nl": "van uit met door en die dat tussen tegen",
    "pl": "z w od przez i który która które między",
    "pt": "de do da por com em para que e desde entre contra",
}
_ABBREVIATIONS = words("approx dept govt assn misc corp conf prov gest circa appr resp bzgl bspw usw sogen máx aprox")
_SENTENCE = re.compile(r"[.!?…] |\n")
_LOWER_START = re.compile(r"[.!?] (?=[a-z][\w']* )")
_CUT = re.compile(r"\.(?<=[^\W\d_]{4}\.) (?=[^\W\d_]+ )")
_WORD = re.compile(r"[\s(“\"„«'’-]([^\W\d_]+)\Z")
_ARTICLE = re.compile(r"O\.(?=([A-Z][a-z]{3,}) [a-z]{4,})")


def _cuts(view: View, links: frozenset[str]) -> Iterator[tuple[int, str]]:
    text = view.text
    for m in _CUT.finditer(text):
        word, link = _WORD.search(text[max(0, m.start() - 32) : m.start()]), text[m.end() : text.find(" ", m.end())]
        if link not in links or not word or not word[1].islower() or word[1] in _ABBREVIATIONS:
            continue
        if view.words.zipf(word[1]) >= 3.5 and len(_SENTENCE.split(text[max(0, m.start() - 200) : m.start()])[-1].split()) >= 4:
            yield m.start(), link


def _careless(text: str, links: frozenset[str]) -> bool:
    """Whether the writer begins sentences in lower case: then a stop before a small letter says nothing."""
    return sum(word_after(text, m.end()) not in links for m in _LOWER_START.finditer(text)) > 2


def find(view: View) -> Iterator[Candidate]:
    """Propose to remove the stop, or the article that was taken for an initial."""
    links = frozenset(_LINKS.get(view.target, "").split())
    found = list(_cuts(view, links))
    sure = view.target == "en" and found and not _careless(view.text, links)
    for i, link in found:
        yield (RULE if sure and link in _SAFE else _GUESS).candidate(i, i + 1, "")
    if view.target == "en" and "O." in view.text:
        for m in _ARTICLE.finditer(view.text):
            if view.words.zipf(m[1]) >= 4.0 and starts_sentence(view.text, m.start()):
                yield _GUESS.candidate(m.start(), m.end(), "")


FIXES = (
    Example(
        "They fought near the surrounding areas. from the north.", "They fought near the surrounding areas from the north."
    ),
    Example("He praised the parent company. of the group in Bonn.", "He praised the parent company of the group in Bonn."),
    Example("She met the old mayor. who had left the town.", "She met the old mayor who had left the town."),
    Example("They ended the long talks. with the rebels in May.", "They ended the long talks with the rebels in May."),
)
LEAVES = (
    Example("They were home at last. and then they slept."),
    Example("It opens at 5 p.m. from Monday."),
    Example("Acme Inc. of Ohio and Smith et al. in Bonn."),
    Example("i went to the old town. it was nice. we ate. you know. from there we left the place. in may."),
    Example("J. R. Smith vs. the state."),
    Example("We need a group of approx. in all cases ten."),
    Example("See example.com. and so on."),
    Example("Es gibt z. B. die Bahn. das Buch ist neu.", target="de"),
    Example("Il a dit tout cela etc. de nouveau.", target="fr"),
    Example("Sr. de la Vega habló.", target="es"),
    Example("O.Henry wrote short stories."),
)
FAILS = (
    Example("Heading\nO.Russian forces left.", "Heading\nRussian forces left."),
    Example("Sie sahen die alte Stadt. von oben.", "Sie sahen die alte Stadt von oben.", "de"),
)
