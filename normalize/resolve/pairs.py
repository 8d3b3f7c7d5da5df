"""Unknown words of a document paired with the known names that may be meant, and the doubts whether the word is right as it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from normalize.find.pieces import Piece
from normalize.lexicon.nearest import similarity
from normalize.lexicon.words import load_words
from normalize.memo import Memo, lazy
from normalize.resolve.beside import Beside, Here, apart
from normalize.resolve.common import SPELLING
from normalize.resolve.derivation import derived, mistyped, other_form, sibling
from normalize.resolve.witness import Witness

if TYPE_CHECKING:
    from normalize.resolve.unknown import Ranker

__all__ = ["FAR", "NOUNS", "RIGHT", "WRITTEN", "Fit", "Pair", "pairs"]

NOUNS = frozenset({"de"})  # targets that write all nouns with a capital
_EVERYDAY = 3.5  # Zipf frequency from which a word is one of its language's everyday words
_NAME = 0.5  # share of its uses from which a word is rather a name than a word
HOPELESS = -4.0  # log-odds by spelling that no evidence of the document makes up for
FAR = -1.75  # log-odds by spelling below which the document alone makes no edit safe
_LOOSE = -0.3  # log-odds by spelling below which a given name that many people have proves nothing
_NATIVE = frozenset(
    "ěřůľĺŕŘŮǎǐǒǔǚḍḥṃṇṛṣṭẓḫṯḏ"
)  # letters of names in their own language, or of scholars: none renders others with them
RIGHT = "it may be a right name or word of its own"
WRITTEN = "a person may have written it so"
_USUAL = 2000  # code points of a document whose unknown words are counted as they are; of a longer one by its share
_STEM = 5  # letters of a word of the document from which a longer word may be made of it


@dataclass(frozen=True, slots=True)
class Fit:
    """A known name that fits a word. `spelled`: its accepted spelling nearest to the word, mostly `name` itself. `margin` is its lead by rank, `lead` and `chance` come from the model (0 without).

    `lead`: nats (whole word, frequency counted) before the runner-up; `chance`: log probability per character of the word, given the name.
    `elsewhere`: the word's Zipf frequency in the languages of the other targets. `spelling`: log-odds that the word is a garble of the name, by what the words say alone.
    """

    name: str
    spelled: str
    similarity: float
    fame: float
    nameness: float
    margin: float
    lead: float = 0.0
    chance: float = 0.0
    elsewhere: float = 0.0
    spelling: float = 0.0


@dataclass(slots=True)
class Pair:
    """An unknown piece and a known name that may be meant, with what the document says of both. `shown`: how the name is written, where
    the person who bears it is known.
    """

    piece: Piece
    best: Fit
    count: int
    stands: bool
    others: float
    beside: Beside
    doubts: Callable[[], str]
    shown: str = ""

    @property
    def doubt(self) -> str:
        """Why the word may stay as it is: `RIGHT` (two people, a list of renderings, a word of its own), `WRITTEN` (another romanisation, a
        foreign word, a typing error: nothing of a machine's), or an empty string.
        """
        return self.doubts()


def pairs(w: Witness, ranker: Ranker, hopeless: bool = False) -> Iterator[list[Pair]]:
    """For every unknown piece of a document the known names that may be meant, the likeliest by spelling first.

    Names that no evidence of the document could make likely are left out unless `hopeless`. Where all nouns are written with a capital only
    pieces after a given name or near a word for an office are looked at.
    """
    here = [Here(w, p) for p in w.pieces if p.info.odd]
    if w.view.target in NOUNS:
        here = [h for h in here if h.of_person()]
    if not here:
        return
    ranker.prepare(h.piece.info for h in here)
    offer = [(h, ranker.expecting(h.piece.info, h.expected())) for h in here]
    offered = [(h, kept) for h, fits in offer if (kept := [f for f in fits if hopeless or f.spelling > HOPELESS])]
    if offered:
        found = [h.piece for h in here]
        unknown = _Unknown(w, found, {p.info.key: fits[0].name for p in found if (fits := ranker.fits(p.info))})
        yield from (unknown.paired(h, fits) for h, fits in offered)


class _Unknown:
    """The unknown words of one document, as far as they bear on each other. `nearest`: word -> the name that fits it best."""

    def __init__(self, w: Witness, found: list[Piece], nearest: dict[str, str]) -> None:
        self._w, self._nearest, self._nearest_to = w, nearest, defaultdict[str, list[str]](list)
        self._share = min(1.0, _USUAL / len(w.view.text))
        for word, name in nearest.items():
            self._nearest_to[name].append(word)
        self._listed = _listed(w, found, nearest, self._nearest_to)
        self._apart: Memo[tuple[str, str], bool] = Memo(lambda pair: apart(w, *pair))
        self._set_out: Memo[str, bool] = Memo(lambda key: any(Here(w, q).set_out() for q in w.pieces_of(key)))
        self._zipf = load_words(w.view.target).zipf_folded
        right = {key: w.index.chief(key) for p in w.pieces if p.info.reads.right and (key := p.info.key)}
        self._chosen = {chief: key for key, chief in right.items() if chief not in right and similarity(chief, key) >= SPELLING}

    def paired(self, here: Here, fits: Sequence[Fit]) -> list[Pair]:
        """The pairs of one word; a name comes in the accepted spelling that the document has chosen."""
        w, piece, key = self._w, here.piece, here.piece.info.key
        count, others, out = len(w.pieces_of(key)), (len(self._nearest) - (key in self._nearest)) * self._share, []
        for fit in fits:
            nearest = self._nearest_to.get(fit.name, ())
            echo = sum(k != key and not derived(k, key) and not derived(key, k) for k in nearest) if nearest else 0
            best = replace(fit, name=self._chosen[fit.name]) if fit.name in self._chosen else fit
            beside = here.beside(best.name, echo)
            doubts = partial(self._doubt, here, fit, best.name, beside)
            shown = here.as_called(best.name) if beside.calls else ""
            out.append(Pair(piece, best, count, bool(w.pieces_of(best.name)), others, beside, doubts, shown))
        return out

    @lazy
    def _stems(self) -> set[str]:
        return {p.info.key for p in self._w.pieces if len(p.info.key) >= _STEM}

    def _rooted(self, key: str, name: str) -> bool:
        """Whether the word is another word of the document with an ending, as the name is not: "Makhnovshchina" beside Makhno."""
        stems = (key[:n] for n in range(_STEM, len(key) - 1))
        return any(stem in self._stems and not name.startswith(stem) for stem in stems)

    def _doubt(self, here: Here, fit: Fit, name: str, beside: Beside) -> str:
        if self._right(here, fit, name, beside):
            return RIGHT
        written = fit.spelling < FAR or mistyped(here.piece.info.key, fit.spelled) or here.romanised(name) or here.another(name)
        return WRITTEN if written else ""

    def _right(self, here: Here, fit: Fit, name: str, beside: Beside) -> bool:
        key, stands = here.piece.info.key, bool(self._w.pieces_of(name))
        return (
            not _NATIVE.isdisjoint(here.piece.word)
            or sibling(key, name)
            or other_form(key, name)
            or self._rooted(key, name)
            or name == key + "s" and self._zipf(key) > 0  # one of them
            or name == key + "y"  # the Jabberwock of Jabberwocky
            or name in self._w.cues.calendar
            or fit.elsewhere >= _EVERYDAY
            or fit.fame >= _EVERYDAY and fit.nameness < _NAME
            or (key, fit.name) in self._listed
            or stands and self._apart[key, name]
            or stands and fit.spelling < 0 and bool(beside.other_given)  # two people
            or stands and bool(beside.joined) and here.calls_another(name)
            or not stands and fit.spelling < _LOOSE and bool(beside.called) and here.given_is_common()
            or here.is_titled and not stands and not beside.home  # somebody of today
            or self._set_out[key]
            or here.calls_a_bearer()
            or bool(beside.calls or beside.called) and here.is_introduced(bool(beside.calls))
            or here.glossed()
            or bool(beside.joined) and here.romanised(name)  # people choose how they are called
        )  # fmt: skip


def _listed(w: Witness, found: list[Piece], nearest: dict[str, str], nearest_to: dict[str, list[str]]) -> set[tuple[str, str]]:
    """Words that stand in one sentence with another rendering of the same name, with that name: somebody lists the renderings."""
    together: dict[tuple[int, str], set[str]] = {}
    for p in found:
        if (name := nearest.get(p.info.key)) and len(nearest_to[name]) > 1:
            together.setdefault((w.view.sentence(p.start).start, name), set()).add(p.info.key)
    return {(key, name) for (_, name), keys in together.items() if len(keys) > 1 for key in keys}
