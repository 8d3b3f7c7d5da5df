"""Pieces: the capitalised words of a document, each with what the lexicon, the word lists and the gazetteer know of it."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from normalize.fold import OTHER_SCRIPT, fold, romanize
from normalize.lexicon.declension import Inflected, load_declension
from normalize.lexicon.index import Index, Reads
from normalize.lexicon.names import load_gazetteer, load_name_words
from normalize.lexicon.words import Words
from normalize.memo import Memo

__all__ = ["Classifier", "Piece", "WordInfo"]

# A word that begins with a capital letter, or with a rare small one that `_classify` drops. The set of first letters stands
# before the test for the start of a word, so that the pattern finds the next capital at once.
_FIRST = (
    "A-ZÀ-ÖØ-Þ\u0100-\u02af\u0386\u0388-\u03ab\u0400-\u042f\u0460-\u052f\u0531-\u0556\u10a0-\u10ff\u1c90-\u1cbf\u1e00-\u1fbc"
)
_PIECE = re.compile(rf"[{_FIRST}](?<!\w.)[\w\u0300-\u036f]*(?:['’ʼ]\w+)*")
_NOT_NAME = re.compile(r"\d")
_MIN_LETTERS = 5  # of a word that may be a garble although nothing knows it
_EVERYDAY = 3.6  # Zipf from which a word is ordinary, and at most a listed variant of a name ("Time", "Some")
_ORDINARY = 3.0  # Zipf from which a word is no oblique or sounded form of a garbled name
_RARE = 2.2  # Zipf below which a word may be a garble although a word list has it
_PLACE = 3  # decimal logarithm of the people from which a gazetteer place protects its name


@dataclass(frozen=True, slots=True)
class WordInfo:
    """What is known of one capitalised word. `base` is its length without a possessive ending.

    `goes_on`: how forms of several words that start with it go on (see `Index.goes_on`), `None` if there are none.
    `inflected`: the oblique forms that the word may be of the name that `reads` reads; none where it stands in its base form.
    `key` is in Latin letters where only the sound of a Greek or Cyrillic word is known (`sounded`).
    """

    key: str
    base: int
    reads: Reads
    zipf: float
    nameness: float
    place: int
    goes_on: frozenset[str] | None = None
    odd: bool = False  # nothing knows the word well: it may be a garbled name
    inflected: tuple[Inflected, ...] = ()
    sounded: bool = False
    either: bool = False  # it may be an oblique form of the same name
    oblique: bool = False  # it may be an oblique form of somebody's right surname

    @property
    def unknown(self) -> bool:
        """Whether no lexicon, name list, gazetteer or word list knows the word."""
        return not self.reads.hits and self.zipf == 0.0 and self.nameness == 0.0 and self.place < 0


class Piece(NamedTuple):
    """A capitalised word at `[start, end)` (code points), possessive ending left out."""

    start: int
    end: int
    word: str
    info: WordInfo


def _lead(reads: Reads, own: Reads) -> float:
    """By how much a word is rather the oblique form read by `reads` than what it is `own` by itself: the same name, nearer to it."""
    costs = {h.number: h.cost for h in own.hits}
    shared = [costs[h.number] - h.cost for h in reads.hits if h.number in costs]
    return max(shared, default=-1.0) if costs else 1.0


def _sounding(lemma: str) -> tuple[str, ...]:
    """A Greek or Cyrillic word in Latin letters, as channels write it: Greek and French ones write `ou`."""
    latin = romanize(lemma).replace("'", "")
    return (latin, latin.replace("u", "ou")) if "u" in latin else (latin,)


class Classifier:
    """Classifies capitalised words of one target; remembers what it has seen (bounded)."""

    def __init__(self, index: Index, words: Words) -> None:
        self.index = index
        self._words = words
        self._names = load_name_words()
        self._places = load_gazetteer()
        self._declension = load_declension(index.target)
        self._sounds = index.target in OTHER_SCRIPT
        self._forms = self._sounds or self._declension is not None
        self._seen = Memo(self._classify, 200_000)

    def pieces(self, text: str) -> list[Piece]:
        """The pieces of `text` worth a look, in order: hits of the lexicon, names and unknown words."""
        seen, new = self._seen, tuple.__new__  # `Piece(…)` takes twice the time
        return [
            new(Piece, (start := m.start(), start + info.base, word[: info.base], info))
            for m in _PIECE.finditer(text)
            if (info := seen[word := m[0]]) is not None
        ]

    def classify(self, word: str) -> WordInfo | None:
        """What is known of `word`; `None` for ordinary words and for what is no name (numbers, single letters)."""
        return self._seen[word]

    def is_name(self, word: str) -> bool:
        """Whether `word`, as it is cased, is a canonical name of the lexicon (a person's surname, a place, an organisation), with or
        without its marks: "Calhanoglu".
        """
        key, known = fold(word), self.index.known
        names = (known[h.number].alone for h in self.index.lookup(key) if h.right)
        return any(name == word or name[1:].islower() and word[1:].islower() and fold(name) == key for name in names)

    def _classify(self, word: str) -> WordInfo | None:
        if not word[0].isupper() or len(word) < 2 or len(word) > 40 or _NOT_NAME.search(word):
            return None
        composed = unicodedata.normalize("NFC", word)
        bases = list(self._bases(fold(composed))) if len(composed) == len(word) else [(fold(composed), len(word))]
        key, base = self._best_base(bases)
        zipf = self._words.zipf(word[:base]) if "ß" in word else self._words.zipf_folded(key)
        nameness = self._names.get(key)[1]
        everyday = zipf >= _EVERYDAY and nameness < 0.5
        reads, goes_on = self.index.known_reads(key) if everyday else self.index.reads(key), self.index.goes_on(key)
        if everyday and not reads.hits and goes_on is None:
            return None
        bare = (
            not reads.right and not reads.attested and goes_on is None and base >= _MIN_LETTERS - 1 and word[1:base].islower()
        )
        if bare and self._forms and (found := self._by_form(composed[:base].lower(), zipf, reads)) is not None:
            return found
        place = max((p[2] for p in self._places.get(key)), default=-1)
        odd = (
            len(key) >= _MIN_LETTERS and zipf <= _RARE and place < _PLACE and key.isascii() and key.isalpha()
            and word[1:base].islower() and not reads.right and not reads.attested
        )  # fmt: skip
        return WordInfo(key, base, reads, zipf, nameness, place, goes_on, odd)

    def _by_form(self, word: str, zipf: float, own: Reads) -> WordInfo | None:
        """The lower-case `word` as an oblique form of a name, or as one that sounds like a name of the lexicon; a right name first, then the
        variant that a channel writes at the least cost.

        `own` are the wrong readings of the word as it stands: where they read the same names as an oblique form, it is that.
        """
        key = fold(word)
        forms: dict[str, list[Inflected]] = {} if own.hits else {key: []}
        for form in self._declension.read(word) if self._declension else ():
            forms.setdefault(fold(form.lemma), []).append(form)
        best: WordInfo | None = None
        cost = math.inf
        for lemma, inflected in forms.items():
            sound = self._sounds and not lemma.isascii()
            for name in (lemma, *(_sounding(lemma) if sound else ())):
                reads, size = self.index.reads(name), len(word)
                if reads.right and inflected and sound and name == _sounding(lemma)[-1] != _sounding(lemma)[0]:
                    continue  # not even its own spelling is near: Бутса is no Dirk Bouts
                if reads.right and own.hits and not reads.others:
                    return self._doubtful(key, size, zipf, own)
                if reads.right:
                    right = self.index.right_reads(reads)
                    return WordInfo(key, size, right, zipf, 0.0, -1, None, False, tuple(inflected), name != lemma)
                dear = min((h.cost for h in reads.hits), default=math.inf)
                if dear < cost and zipf < _ORDINARY and (lead := _lead(reads, own)) >= 0:
                    cost = dear
                    nameness, place = self._names.get(name)[1], max((p[2] for p in self._places.get(name)), default=-1)
                    best = WordInfo(name, size, reads, zipf, nameness, place, None, False, tuple(inflected), name != lemma)
                    if lead == 0:
                        best = replace(self._doubtful(key, size, zipf, own), oblique=False, either=True)
        return best

    def _doubtful(self, key: str, size: int, zipf: float, own: Reads) -> WordInfo:
        """A variant that may be an oblique form of a surname as well (the ‘Boutsa’ of Dirk Bouts)."""
        nameness, place = self._names.get(key)[1], max((p[2] for p in self._places.get(key)), default=-1)
        return WordInfo(key, size, own, zipf, nameness, place, oblique=True)

    def _best_base(self, bases: list[tuple[str, int]]) -> tuple[str, int]:
        """The word or its stem: whichever is a right name ("Putins" is Putin's in German), else whichever the lexicon knows."""
        if len(bases) == 1:
            return bases[0]
        right = (b for b in bases if self.index.reads(b[0]).right)
        known = (b for b in bases if self.index.lookup(b[0]) or self.index.goes_on(b[0]) is not None)
        word, stem = bases[0], bases[-1]
        return next(right, None) or next(known, stem if word[0][stem[1] :] in ("'s", "'") else word)

    def _bases(self, key: str) -> Iterator[tuple[str, int]]:
        cut = key.rfind("'")
        stem = cut > 1 and len(key) - cut <= 3 and (key[cut + 1 : cut + 2] != "k" or self.index.target == "tr")  # Kharkivs'ka
        if not stem or self._words.zipf_folded(key) == 0:
            yield key, len(key)
        if stem:
            yield key[:cut], cut
        if key.endswith("s") and self.index.target in ("de", "sv", "nl") and len(key) > 4:
            yield key[:-1], len(key) - 1
