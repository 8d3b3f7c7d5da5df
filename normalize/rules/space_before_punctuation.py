"""A space before a full stop, comma, question or exclamation mark: `led by Emmanuel Macron .`

Web translation works on pieces of marked-up text: where a bold or linked name ends a sentence, the stop comes out
apart. The space is removed where the target's typography has none before that mark (the profile says which: French
keeps its spaces before ; : ! ? »).

Safe only for full stops right after capitalised words, where the mechanism is at home, and where one document has two of
them; elsewhere careless people do the same (one name in 180,000 words of human translations, which is more than in machine translations
of them; other words ten times as often), and the finding is `likely` until garbled names show a machine. Left alone on purpose: ellipses
(`wait ...`, `wait . . .`), `.NET` and `.5`, emoticons (`:)`), labels and ratios (`Price : 5`), tables, aligned columns, Markdown,
code, lists of short items (`Paris . Rome . Oslo`), spaced-out letters (`a , b`), dates, and marks that are themselves
under discussion.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from normalize.records import Candidate
from normalize.rules import Example, Hint, Rule
from normalize.rules._shared import around, lowered
from normalize.view import View

RULE = Rule("space-before-punctuation", "spacing", "space before a punctuation mark", 0.985)
_ELSEWHERE = lowered(RULE, "likely", 0.93)

_OFTEN = 2  # spaced stops after names from which they are the machine's
HINT = Hint(".,!?", "(?<=[ \u00a0].)")
_SPACED = re.compile(r" (?:[.,](?![\w.,…]| \.)|[!?](?![\w=!?.]))(?=[\s\"”’»)]|$)")
_NO_BREAK = re.compile("\u00a0" + _SPACED.pattern[1:])
_WORD = re.compile(r"(?:^|[\s\"“”„«»‘(\[/-])([^\W\d_][\w'’.-]*[^\W_]|\d[\d.,]*)[)\]”»%]?\Z")
_DOTTED = re.compile(r"\s*\w+\.\w")
_CODE = re.compile(r"[|\t{}<>=;\\^~*#]|  ")


def _in_prose(view: View, i: int) -> bool:
    """Whether the mark at `i` ends or divides a sentence of running text: no table, no code, no list of short items."""
    start, end = around(view.text, i, 400)
    if _CODE.search(view.text[start:end]):
        return False
    since = max(view.text.rfind(mark, start, i) for mark in (" . ", " , ", " ! ", " ? "))
    return len(view.text[max(start, since + 2, i - 200) : i].split()) >= 3


def _goes_on(text: str, end: int, mark: str) -> bool:
    """Whether what follows fits a closed sentence (after . ! ?) or an open one (after a comma)."""
    after = text[end : end + 4].lstrip(' "”’»)')[:1]
    return mark == "," or not after.islower()


def find(view: View) -> Iterator[Candidate]:
    """Propose to remove the space."""
    text = view.text
    dates = view.profile.months | view.profile.weekdays
    found = list(_SPACED.finditer(text))
    out = list[tuple[re.Match[str], bool]]()
    for m in found + list(_NO_BREAK.finditer(text)) if "\u00a0" in text else found:
        mark = m.group()[1]
        word = _WORD.search(text[max(0, m.start() - 40) : m.start()])
        if not word or mark in view.profile.space_before or (len(word[1]) == 1 and not word[1].isdigit()):
            continue
        if _DOTTED.match(text, m.end()):
            continue  # insert Empty . Map.elems
        if not _goes_on(text, m.end(), mark) or not _in_prose(view, m.start()) or view.is_protected(m.start() - 1, m.start()):
            continue  # after an address the space is meant
        name = word[1][0].isupper() and word[1] not in dates and m.group() == " ." and text[m.start() - 1].isalnum()
        out.append((m, name))
    often = sum(name for _, name in out) >= _OFTEN
    for m, name in out:
        yield (RULE if name and often else _ELSEWHERE).candidate(m.start(), m.start() + 1, "")


FIXES = (
    Example(
        "The talks were led by Emmanuel Macron . He came from Paris . They ended late.",
        "The talks were led by Emmanuel Macron. He came from Paris. They ended late.",
    ),
    Example(
        "Der Minister reiste am Montag nach Charkiw . Er blieb dort mit General Kim .",
        "Der Minister reiste am Montag nach Charkiw. Er blieb dort mit General Kim.",
        "de",
    ),
    Example(
        "La reunión fue dirigida por Pedro Sánchez . Terminó tarde en el centro de Madrid .",
        "La reunión fue dirigida por Pedro Sánchez. Terminó tarde en el centro de Madrid.",
        "es",
    ),
    Example(
        "Le discours a été lu par Emmanuel Macron . La ministre est partie pour Lyon .",
        "Le discours a été lu par Emmanuel Macron. La ministre est partie pour Lyon.",
        "fr",
    ),
)
LEAVES = (
    Example("Qui a parlé à Emmanuel Macron ? Personne !", target="fr"),
    Example("We waited ... and then Kim ... left."),
    Example("The state of Bennett . . . is organised by Bennett . . and by others . . ."),
    Example("She writes in .NET and got a .5 grade from Miller ."[:-2] + "."),
    Example("It was fun :) and so was Berlin ;)"),
    Example("Paris . London . Berlin . Rome"),
    Example("| Name | Kim , Lee . |"),
    Example("Name , Age , City"),
    Example("Take points A , B and C ."),
    Example("x = foo ? Bar : Baz ;"),
    Example("The signs “ . ” and “ , ” are used."),
    Example("Ellos preguntaron: ¿ Quién vive en Madrid ?", target="es"),
    Example("Preis : 5 Euro; Ort : Berlin", target="de"),
    Example("Wait for  Kim   .   Then go."),
    Example("Nous étions à Lyon ; il pleuvait.", target="fr"),
    Example("Gli uomini di Roma ... e basta.", target="it"),
)
FAILS = (
    Example("He came home at last .", "He came home at last."),
    Example("The talks were led by Emmanuel Macron .", "The talks were led by Emmanuel Macron."),
)
