"""A letter with a mark lost from a name: `Franti?ek`, `Krkono-e`, `Kateina` for František, Krkonoše, Kateřina.

A writer or a translator whose alphabet lacks a letter puts another sign in its place, or nothing. Where a sign stands, the name is the known one
that has a marked letter just there and all the other letters. Where nothing stands, the word must be in no list, and the same letter must be lost
from another word of the document, or the name be well known, by its letters the likelier one, and the letter one that few alphabets have; else it
is `likely`.

Left alone on purpose: words that any list knows, words of which several names may be left, words that the document writes both ways, letters
that the document has elsewhere (whoever wrote it did not lack them), one lost letter at the end of a word, questions and addresses
(`page?name`), an ending after the apostrophe of a known name (`Baran'in`), hyphened and elided words whose parts fit no such name (`Jae-in`,
`O'Neil`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from normalize.fold import fold
from normalize.lexicon.letters import load_letters
from normalize.lexicon.marked import Lost, load_marked
from normalize.lexicon.names import load_gazetteer
from normalize.records import Candidate
from normalize.rules import Example, Hint, Rule
from normalize.rules._shared import lowered, odd_words, unlisted
from normalize.view import View

RULE = Rule(
    "lost-letter", "residue", "letter with a mark lost from a name", 0.97,
    targets=frozenset("en de fr es it pt nl pl cs sv ro tr".split()),
)  # fmt: skip
_ALONE = lowered(RULE, "likely", 0.85)


_SMALL = "a-zà-öø-ÿ\u0101-\u017f"
_SIGN = "[?-]|['’](?=\\w\\w)|\ufffd{1,2}"  # what stands for a letter: U+FFFD stands for a byte, and a letter may have two
HINT = Hint(  # a capital, or what stands for one, that begins a word in which something stands for a letter
    "A-ZÀ-ÖØ-ÞĀ-Ž\ufffd",
    rf"(?<![\w'’.@#/&=+?\ufffd-].)(?=(?:(?<!\ufffd)[{_SMALL}]*(?:{_SIGN})|(?<=\ufffd)\ufffd?)[{_SMALL}])",
)
_HOLED = re.compile(
    rf"{HINT.pattern}(?:(?<!\ufffd)[{_SMALL}]*(?:{_SIGN})|\ufffd?)[{_SMALL}]+(?:(?:{_SIGN})[{_SMALL}]+)*(?![\w'’@/=\ufffd-])"
)
UNKNOWN = True
_HOLE = re.compile(_SIGN)
_LEAST = 5  # letters that must be left
_SHARE = 6  # one of so many words that nothing knows has to be left of a name: in long lists some are by chance
_LIKELIER = 0.3  # gain in likeness (nats a letter) that makes a well-known name sure where no other word lost the letter
_LATIN_1 = "ÿ"


def _fitting(name: str, parts: list[str]) -> list[str]:
    """The marked letters of `name` between `parts`, if it has just one in each place and otherwise their letters; else nothing."""
    at, letters = 0, []
    for k, part in enumerate(parts):
        if k:
            letters.append(name[at : at + 1])
            at += 1
        if fold(name[at : at + len(part)]) != fold(part):
            return []
        at += len(part)
    return letters if at == len(name) and not any(c.isascii() for c in letters) else []


def _holes(view: View) -> Iterator[Candidate]:
    """Signs in the place of a letter."""
    for m in _HOLED.finditer(view.text):
        parts = _HOLE.split(m[0])
        rest = "".join(parts)
        ending = view.target == "tr" and m[0][len(parts[0])] in "'’" and not unlisted(view, parts[0])  # Baran'in
        if len(rest) < _LEAST or view.names(m[0]) or ending:
            continue
        fitting = {lost.name: letters for lost in load_marked().get(rest.lower()) if (letters := _fitting(lost.name, parts))}
        if len({tuple(letters) for letters in fitting.values()}) == 1:
            name, letters = next(iter(fitting.items()))
            for hole, letter in zip(_HOLE.finditer(m[0]), letters, strict=True):
                at = m.start() + hole.start()
                yield RULE.candidate(at, at + len(hole[0]), letter, f"{m[0]} is left of {name}")


def _gaps(view: View) -> Iterator[Candidate]:
    """Letters lost without a trace."""
    suspects = [w for w in odd_words(view) if len(w) >= _LEAST and w.isalpha() and w[1:].islower()]
    found = ((w, load_marked().get(w.lower())) for w in suspects)
    left = {w: lost[0] for w, lost in found if len(lost) == 1 and unlisted(view, w)}
    if not left:
        return
    there = view.text.lower()
    left = {w: lost for w, lost in left.items() if not any(c in there for c in lost.letters)}
    times = (
        Counter(c for lost in left.values() for c in lost.letters) if len(left) * _SHARE >= len(suspects) else Counter[str]()
    )
    for m in re.finditer(r"\w+", view.text) if left else ():
        if lost := left.get(m[0]):
            sure = any(times[c] > 1 for c in lost.letters) or _likelier(m[0], lost)
            yield (RULE if sure else _ALONE).candidate(*m.span(), lost.name, f"{m[0]} is left of {lost.name}")


def _likelier(word: str, lost: Lost) -> bool:
    """Whether the name is well known, by its letters the likelier name, and has lost a letter within that few alphabets have."""
    key, name = fold(word), fold(lost.name)
    like = load_letters().likeness
    return (
        not lost.little and min(lost.letters) > _LATIN_1 and not name.startswith(key) and not load_gazetteer().get(key[:-1])
        and like(name) - like(key) >= _LIKELIER
    )  # fmt: skip


def find(view: View) -> Iterator[Candidate]:
    """Propose the names with their letters."""
    yield from _holes(view)
    yield from _gaps(view)


FIXES = (
    Example("The singer Franti?ek Novotny left.", "The singer František Novotny left."),
    Example("The hills of Krkono-e and Bud\ufffdjovice.", "The hills of Krkonoše and Budějovice."),
    Example(
        "Mayor Kateina Novotna spoke of Litomice and of Dvoák.", "Mayor Kateřina Novotna spoke of Litoměřice and of Dvořák."
    ),
    Example(
        "Voráek wohnt in Budjovice, Jiráek auch; Sedmika singt.",
        "Voráček wohnt in Budjovice, Jiráek auch; Sedmička singt.",
        "de",
    ),
)
LEAVES = (
    Example("Berlin'in ve Barcelona'in yollarında Hamburg'un kaptanı.", target="tr"),
    Example("See https://example.com/Franti?ek and page.php?name=Krkono-e."),
    Example("President Moon Jae-in and Sinead O'Connor met in Sana'a and Xi'an; Milan's mayor came late."),
    Example("Is it Prague?or Brno?nobody knows, Al-qaeda said."),
    Example("In Oloron and Indianpolis; Perua is a nickname."),
    Example("Hoovice is our name."),
    Example("The Czech ř is hard: Kateina is not Kateřina."),
    Example("The Macedonian astronomer Gjore Cenev wrote it."),
    Example("Jos Bartolom and Tom Koton of Dalova."),
    Example("A Bar-celona shirt, a Rena-ult and a Saint-tropez dress."),
    Example("Ein Kongres in Kiel, sagt Marvan Odabas.", target="de"),
)
FAILS = (Example("The writer Brzobohat? left Krej? alone.", "The writer Brzobohatý left Krejčí alone."),)
