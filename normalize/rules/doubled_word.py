"""A function word written twice: `in the the second quarter`, `the Ministry of of Health`.

Only words that no grammar of the target ever puts side by side, listed here for each target; both in lower case (the
first may begin a sentence), with one space between them and an ordinary sentence around them. Doubled articles are
only `likely`: people type `the the` more often than systems do.

Left alone on purpose: doublings that the language knows (`had had`, `that that`, `is is`, `in in`, German `die die`,
`sie sie`, `in in`, French `nous nous`, `de de Gaulle`, Dutch `het het`, Italian `che che`), emphasis (`very very`),
names (`Bora Bora`), capitals, three or more in a row, and anything across punctuation or a line break.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import compress, islice
from operator import eq

from normalize.records import Candidate
from normalize.rules import Example, Rule
from normalize.rules._shared import lowered, tokens
from normalize.view import View

RULE = Rule("doubled-word", "repetition", "the same function word twice", 0.98)
_TYPING = lowered(RULE, "likely", 0.94)

_NEVER_TWICE = {
    "en": "the of a an and at from with my our your their or but if into than as to were be for",
    "de": "und oder aber dass wurde wurden zwischen",
    "fr": "le les des du un et dans pour par avec sur au aux mais ou où son ses leur",
    "es": "el los las un una y en por con del al pero o desde hasta",
    "it": "il gli di del della dei delle un una per con nel al alla dal dalla ma",
    "pl": "na do że dla od przez oraz ale lub przed między",
    "nl": "de een en maar naar met voor bij of",
    "pt": "o os um uma do da dos das em no por com mas ou pelo pela",
}


_NEXT = r"(?=[ \n]\w| [\"“„«(‘])"


def _doubled(text: str) -> set[str]:
    """The words that stand twice in a row, in any casing."""
    found = tokens(text)
    return set(compress(found, map(eq, found, islice(found, 1, None))))


def _emphatic(text: str, start: int, end: int, word: str) -> bool:
    """Whether the doubling belongs to a longer run, or its first half to another word."""
    if start and (text[start - 1].isalnum() or text[start - 1] in "_'’.,-"):
        return True
    return text[end + 1 : end + 1 + len(word)] == word or text[max(0, start - 1 - len(word)) : start - 1].lower().endswith(word)


def find(view: View) -> Iterator[Candidate]:
    """Propose to write the word once."""
    text = view.text
    never = _NEVER_TWICE.get(view.target, "").split()
    for word in sorted(_doubled(text).intersection(never)) if never else ():
        rule = _TYPING if word in view.profile.articles else RULE
        for first in (word, word.capitalize()):
            for m in re.finditer(f"{first} {word}{_NEXT}", text):
                if not _emphatic(text, m.start(), m.end(), word):
                    yield rule.candidate(m.start() + len(word), m.end(), "")


FIXES = (
    Example("She went with with her mother.", "She went with her mother."),
    Example("The Academy of of Arts moved.", "The Academy of Arts moved."),
    Example("And and then it rained.", "And then it rained."),
    Example("Er kam und und blieb.", "Er kam und blieb.", "de"),
    Example("Il vient avec avec sa sœur.", "Il vient avec sa sœur.", "fr"),
    Example("Vino con con su hermana.", "Vino con su hermana.", "es"),
)
LEAVES = (
    Example("He had had enough, and that that was so is known."),
    Example("It was very very cold, no no, ha ha, in Bora Bora."),
    Example("The problem is is that we log in in the evening."),
    Example("The The are a band from London."),
    Example("We go to the, the minister said, the old house."),
    Example("Die Frau, die die Stadt rettete, ist die, die die kennt.", target="de"),
    Example("Sie sagt, dass sie sie kennt und in in Berlin gebauten Autos fährt.", target="de"),
    Example("Nous nous levons; vous vous levez; la politique de de Gaulle.", target="fr"),
    Example("Prends-les les jours de pluie.", target="fr"),
    Example("Sé que que vengas es bueno y como como quiero.", target="es"),
    Example("Dat het het beste is, weet hij; die die komt.", target="nl"),
    Example("La la la, cantava; che che ne dica lui.", target="it"),
    Example("W czasie I i II wojny światowej.", target="pl"),
    Example("Vou a a casa dela.", target="pt"),
    Example("The the\nthe minister of of of all."),
)
FAILS = (
    Example("Growth slowed in the the second quarter.", "Growth slowed in the second quarter."),
    Example("They shipped it by by sea.", "They shipped it by sea."),
)
