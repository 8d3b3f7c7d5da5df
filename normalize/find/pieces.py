"""Pieces: the capitalised words of a document, each with what the lexicon, the word lists and the gazetteer know of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from normalize.fold import fold
from normalize.lexicon.index import Index, Reads
from normalize.lexicon.names import load_gazetteer, load_name_words
from normalize.lexicon.words import Words

__all__ = ["Classifier", "Piece", "WordInfo"]

# A word that does not begin with one of the usual small letters; `_classify` drops the rare others (č, ł, ґ).
_PIECE = re.compile(r"(?<!\w)[^\W\d_a-zß-öø-ÿα-ώа-џ][\w\u0300-\u036f]*(?:['’ʼ]\w+)*")
_NOT_NAME = re.compile(r"\d")
ORDINARY = 3.6  # Zipf from which a sentence-initial word counts as an ordinary word


@dataclass(frozen=True, slots=True)
class WordInfo:
    """What is known of one capitalised word. `base` is its length without a possessive ending."""

    key: str
    base: int
    reads: Reads
    zipf: float
    nameness: float
    place: int
    goes_on: bool

    @property
    def unknown(self) -> bool:
        """Whether no lexicon, name list, gazetteer or word list knows the word."""
        return not self.reads.hits and self.zipf == 0.0 and self.nameness == 0.0 and self.place < 0


@dataclass(frozen=True, slots=True)
class Piece:
    """A capitalised word at `[start, end)` (code points), possessive ending left out."""

    start: int
    end: int
    word: str
    info: WordInfo


class Classifier:
    """Classifies capitalised words of one target; remembers what it has seen (bounded)."""

    def __init__(self, index: Index, words: Words) -> None:
        self.index = index
        self._words = words
        self._names = load_name_words()
        self._places = load_gazetteer()
        self._seen: dict[str, WordInfo | None] = {}

    def pieces(self, text: str) -> list[Piece]:
        """The pieces of `text` worth a look, in order: hits of the lexicon, names and unknown words."""
        seen = self._seen
        if len(seen) > 200_000:
            seen.clear()
        for word in set(_PIECE.findall(text)):
            if word not in seen:
                seen[word] = self._classify(word)
        return [
            Piece(m.start(), m.start() + info.base, m.group()[: info.base], info)
            for m in _PIECE.finditer(text)
            if (info := seen[m.group()]) is not None
        ]

    def classify(self, word: str) -> WordInfo | None:
        """What is known of `word`; `None` for ordinary words and for what is no name (numbers, single letters)."""
        if word not in self._seen:
            self._seen[word] = self._classify(word)
        return self._seen[word]

    def is_name(self, word: str) -> bool:
        """Whether `word`, as it is cased, is a canonical name of the lexicon (a person's surname, a place, an organisation)."""
        return any(h.right and self.index.known[h.number].alone == word for h in self.index.lookup(fold(word)))

    def _classify(self, word: str) -> WordInfo | None:
        if not word[0].isupper() or len(word) < 2 or len(word) > 40 or _NOT_NAME.search(word):
            return None
        composed = unicodedata.normalize("NFC", word)
        bases = list(self._bases(fold(composed))) if len(composed) == len(word) else [(fold(composed), len(word))]
        key, base = self._best_base(bases)
        reads, goes_on = self.index.reads(key), self.index.goes_on(key)
        zipf = self._words.zipf(word[:base]) if "ß" in word else self._words.zipf_folded(key)
        nameness = self._names.get(key)[1]
        if not reads.hits and not goes_on and zipf >= ORDINARY and nameness < 0.5:
            return None
        places = self._places.get(key)
        return WordInfo(key, base, reads, zipf, nameness, max((p[2] for p in places), default=-1), goes_on)

    def _best_base(self, bases: list[tuple[str, int]]) -> tuple[str, int]:
        """The word or its stem: whichever is a right name ("Putins" is Putin's in German), else whichever the lexicon knows."""
        right = (b for b in bases if self.index.reads(b[0]).right)
        known = (b for b in bases if self.index.lookup(b[0]) or self.index.goes_on(b[0]))
        return next(right, None) or next(known, bases[0])

    def _bases(self, key: str) -> Iterator[tuple[str, int]]:
        cut = key.rfind("'")
        stem = cut > 1 and len(key) - cut <= 3
        if not stem or self._words.zipf_folded(key) == 0:
            yield key, len(key)
        if stem:
            yield key[:cut], cut
        if key.endswith("s") and self.index.target in ("de", "sv", "nl") and len(key) > 4:
            yield key[:-1], len(key) - 1
