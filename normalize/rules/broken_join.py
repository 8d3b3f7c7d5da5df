"""A sentence cut in two by a false full stop: `near the surrounding hills. from the north.`

Web translation translates the pieces of a linked sentence one by one and ends each with a stop. A stop before a
lower-case preposition or relative pronoun is false: 1.2 million words of human translation have none. Safe in
English, elsewhere `likely`, like `O.Russian forces`, a Greek article left at the start of a heading.

Left alone on purpose: abbreviations (`p.m. from`, `Inc. of`), initials, quotations that end inside a sentence, domain
names, writers who begin sentences in lower case (a habit of the document, or of this line or sentence: poems, chat), German articles (`. das Buch` wants a capital instead).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from normalize.records import Candidate
from normalize.rules import Example, Rule
from normalize.rules._shared import around, lowered, starts_sentence, words
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
_ABBREVIATIONS = words(
    "cent mins hrs secs incl excl approx dept govt assn misc corp conf prov gest circa appr resp bzgl bspw usw sogen máx aprox"
)
_SENTENCE = re.compile(r"[.!?…] |\n")
_LOWER_START = re.compile(r"[.!?] (?=[a-z][\w']* )")
_UPPER_START = re.compile(r"(?:[.!?] |\n)[\"“„«‘(]*[A-Z]")
_SMALL_I = re.compile(r"i(?<![\w.'’-].)(?= [a-z]|['’](?:m|ve|ll|d) )(?! [a-z] )")
_FIRST = re.compile(r"[\s\"“„«‘'’(–—-]*([^\W\d_])")
_QUOTE = re.compile(r"[.,:] (?=[\"“„«‘])")
_CUT = re.compile(r"\.(?<=[^\W\d_]{4}\.) (?=[^\W\d_]+ )")
_WORD = re.compile(r"[\s(“\"„«'’-]([^\W\d_]+)\Z")
_ARTICLE = re.compile(r"O\.(?=([A-Z][a-z]{3,}) [a-z]{4,})")


@cache
def _links(target: str) -> frozenset[str]:
    return words(_LINKS.get(target, ""))


def _cuts(view: View, links: frozenset[str]) -> Iterator[tuple[int, str]]:
    text = view.text
    for m in _CUT.finditer(text):
        link = text[m.end() : text.find(" ", m.end())]
        if link not in links:
            continue
        word = _WORD.search(text[max(0, m.start() - 32) : m.start()])
        if not word or not word[1].islower() or word[1] in _ABBREVIATIONS:
            continue
        if view.words.zipf(word[1]) >= 3.5 and len(_SENTENCE.split(text[max(0, m.start() - 200) : m.start()])[-1].split()) >= 4:
            yield m.start(), link


def _careless(text: str) -> bool:
    """Whether the writer begins sentences in lower case: then a stop before a small letter says nothing."""
    small = sum(1 for _ in _LOWER_START.finditer(text))
    return _SMALL_I.search(text) is not None or (small > 1 and small * 8 > sum(1 for _ in _UPPER_START.finditer(text)))


def _begins_small(text: str, i: int) -> bool:
    """Whether the line, quotation or sentence that the stop at `i` ends begins in lower case itself."""
    start, end = around(text, i)
    line, sentence = text[start:i], _SENTENCE.split(text[max(start, i - 300) : i])[-1]
    openings = [_FIRST.match(line), _FIRST.match(sentence), _FIRST.match(text, end + 1)]
    openings += [_FIRST.match(line, m.end()) for m in _QUOTE.finditer(line)]
    return any(m is not None and m[1].islower() for m in openings)


def find(view: View) -> Iterator[Candidate]:
    """Propose to remove the stop, or the article that was taken for an initial."""
    found = list(_cuts(view, _links(view.target)))
    sure = view.target == "en" and found and not _careless(view.text)
    for i, link in found:
        yield (RULE if sure and link in _SAFE and not _begins_small(view.text, i) else _GUESS).candidate(i, i + 1, "")
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
    Example("the rain fell on the old roofs. from the yard a dog barked\nand nobody came to the gate. with a lamp she went."),
    Example('He posts like this: "they sold the whole house. by then she was gone." His sister does not.'),
    Example("Her notes say little. they left the small house. for years it stood empty. She wrote no more."),
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
