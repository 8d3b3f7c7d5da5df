"""A function word written twice: `in the the second quarter`, `the Ministry of of Health`.

Only words that no grammar of the target ever puts side by side are safe, listed here for each target; both in lower
case (the first may begin a sentence), with one space between them and an ordinary sentence around them. Doubled
articles are only `likely`: people type `the the` more often than systems do. Prepositions, most conjunctions and
verbs are `likely`, too: what ends one clause may begin the next (`the people you work with with any care`, French
`voter pour pour la première fois`), a modifier may come between a preposition and its noun (Dutch `met met moeite
betaalde kaartjes`, Polish `na na pół zamkniętym targu`), and a head may be left out (Spanish `el coche del del bigote`).
`of of` is safe only after a noun that shows as one (capitalised, or after an article).

Left alone on purpose: doublings that the language knows (`had had`, `that that`, `is is`, `in in`, German `die die`,
`sie sie`, `in in`, French `nous nous`, `de de Gaulle`, Dutch `het het`, Italian `che che`), emphasis (`very very`),
names (`Bora Bora`), words that are spoken of (`between and and or`), capitals, three or more in a row, and anything across punctuation or a line break.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import compress, islice
from operator import eq

from normalize.fold import fold
from normalize.records import Candidate
from normalize.rules import Example, Rule
from normalize.rules._shared import lowered, word_after, word_before, words
from normalize.view import View

RULE = Rule("doubled-word", "repetition", "the same function word twice", 0.98)
_TYPING = lowered(RULE, "likely", 0.94)

_NEVER_TWICE = {
    "en": "the a an of and or our",
    "de": "und oder",
    "fr": "le les un et ou dans des du au aux",
    "es": "el los las un una con al",
    "it": "il gli un una del della delle nel al alla dal dalla",
    "pl": "że lub oraz",
    "nl": "de een",
    "pt": "os um uma com ou",
}
_SELDOM_TWICE = {
    "en": "at from with your their but if into than as to were be for",
    "de": "aber dass wurde wurden zwischen",
    "fr": "pour par avec sur mais leur ses",
    "es": "en por del pero desde hasta",
    "it": "di dei per con ma",
    "pl": "na do dla od przez ale przed między",
    "nl": "en maar naar met voor bij",
    "pt": "do da dos das em por mas",
}
_CONJUNCTIONS = words("and or not but und oder nicht et ou ni y o lub oraz e")
_SPOKEN_OF = 3  # doublings of one word in a document that is about the word
_QUESTION = re.compile(r" (?:qu|cu)")  # Spanish and Portuguese: `soñar con con quién`
_OF_NOUN = re.compile(r"(?:[A-Z][\w'’-]+|\b(?:[Tt]he|[Aa]n?|[Hh]is|[Ii]ts|[Tt]heir) [a-z]+) \Z")
_OF_ADVERB = re.compile(r" (?:late|course|old|necessity)\b")


@cache
def _tables(target: str) -> tuple[frozenset[str], frozenset[str]]:
    return words(_NEVER_TWICE.get(target, "")), words(_SELDOM_TWICE.get(target, ""))


_NEXT = r"(?=[ \n]\w| [\"“„«(‘])"


def _doubled(view: View) -> set[str]:
    """The words that stand twice in a row, whatever marks stand between them, folded."""
    found = view.tokens
    return set(compress(found, map(eq, found, islice(found, 1, None))))


def _emphatic(text: str, start: int, end: int, word: str) -> bool:
    """Whether the doubling belongs to a longer run, or its first half to another word."""
    if start and (text[start - 1].isalnum() or text[start - 1] in "_'’.,-"):
        return True
    return text[end + 1 : end + 1 + len(word)] == word or text[max(0, start - 1 - len(word)) : start - 1].lower().endswith(word)


def _may_be_right(text: str, start: int, end: int, word: str) -> bool:
    """Whether a doubling of one of the safe words may be meant: the word is spoken of, or ends one clause and begins another."""
    if word in _CONJUNCTIONS:
        return word_after(text, end).lower() in _CONJUNCTIONS or word_before(text, start).lower() in _CONJUNCTIONS
    if word in ("con", "com"):
        return _QUESTION.match(text, end) is not None
    if word == "of":
        return not _OF_NOUN.search(text[max(0, start - 40) : start]) or _OF_ADVERB.match(text, end) is not None
    return False


def find(view: View) -> Iterator[Candidate]:
    """Propose to write the word once."""
    text = view.text
    never, seldom = _tables(view.target)
    doubled = _doubled(view) if never else ()
    for word in sorted(w for w in never | seldom if fold(w) in doubled) if doubled else ():
        weak = word in seldom or word in view.profile.articles
        for first in (word, word.capitalize()):
            found = list(re.finditer(f"{first} {word}{_NEXT}", text))
            quoted = found and re.search(f'[„“«"]{first} {word}[”“»"]', text, re.IGNORECASE)
            for m in found if len(found) < _SPOKEN_OF and not quoted else ():
                if not _emphatic(text, m.start(), m.end(), word):
                    rule = _TYPING if weak or _may_be_right(text, m.start(), m.end(), word) else RULE
                    yield rule.candidate(m.start() + len(word), m.end(), "")


FIXES = (
    Example("The head of of the office left.", "The head of the office left."),
    Example("The Academy of of Arts moved.", "The Academy of Arts moved."),
    Example("And and then it rained.", "And then it rained."),
    Example("Er kam und und blieb.", "Er kam und blieb.", "de"),
    Example("Il est resté dans dans la maison.", "Il est resté dans la maison.", "fr"),
    Example("Vino con con su hermana.", "Vino con su hermana.", "es"),
)
LEAVES = (
    Example("The firm they had signed with with such joy broke up; the club he played for for years, too."),
    Example("She was dealt with with tact, in the town she was at at noon, by the man she spoke to to learn more."),
    Example("Those that were were few; it was what he was known as as a boy."),
    Example("The things they dreamt of of late, and were made of of course, are gone."),
    Example("A pupil asks for the difference between and and or in logic."),
    Example("Elle a dû faire avec avec courage, et voter pour pour en finir. Il aime son son.", target="fr"),
    Example("Los ejes x y y; la letra o o la u; llegó hasta hasta el final; el perro del del sombrero.", target="es"),
    Example("Soñaba con con quién bailar.", target="es"),
    Example("Weszli do do niedawna zamkniętego sklepu.", target="pl"),
    Example("De bij bij de roos; hij kwam met met zorg gekozen woorden; ik weet niet of of hij of zij komt.", target="nl"),
    Example("Passou o pente pelo pelo da gata; o carro do do chapéu.", target="pt"),
    Example("Was beschlossen wurde wurde getan, und er liegt zwischen zwischen Bäumen stehenden Häusern.", target="de"),
    Example(
        "The gap between Pig and and, and and and Whistle; strike out the and and the joke is dead, and and is not the only word."
    ),
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
    Example("She went with with her mother.", "She went with her mother."),
    Example("Il vient avec avec sa sœur.", "Il vient avec sa sœur.", "fr"),
    Example("Growth slowed in the the second quarter.", "Growth slowed in the second quarter."),
    Example("They shipped it by by sea.", "They shipped it by sea."),
)
