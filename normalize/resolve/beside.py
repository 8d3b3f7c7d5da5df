"""What stands beside an unknown word, and what that says for a known name in its place."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection
from typing import NamedTuple

from normalize.find.pieces import Piece
from normalize.fold import OTHER_SCRIPT, fold
from normalize.lexicon.forms import NON_LATIN
from normalize.lexicon.index import sources_of
from normalize.lexicon.phonetic import respell
from normalize.lexicon.words import zipf_elsewhere
from normalize.memo import lazy
from normalize.resolve.derivation import oblique
from normalize.resolve.given import PARTICLES
from normalize.resolve.introduction import introduced
from normalize.resolve.witness import FIRM, Witness
from normalize.view import previous_word

__all__ = ["Beside", "Here", "apart", "beside_original", "species_follows"]

_PLACED = frozenset("in near at from to outside around across".split())
_INTRODUCES = frozenset("named called surnamed certain christened born nee".split())
_VOWELS = "aeiou"
_TITLES = frozenset("mr mrs ms miss dr sir herr frau".split())
_OWN = {"uk": {"uk", "ru"}, "be": {"be", "ru"}}  # languages a name of this origin is itself in use in
_ARTICLES = frozenset("al el ad an ar as ash at az abu bin ibn".split())  # of Arabic names
_OTHER = re.compile(r"[\u0370-\u1cff\u3040-\ud7ff]")  # letters of no Latin alphabet
_GLOSS = 15  # code points
_LATIN = ("us", "a", "um", "is", "i", "ae", "ens", "ans", "oides")  # endings of the names of species
_WITHIN = re.compile(r"(?: \(|,? (?:in|im|i|en|em|au|aux|w|we|na|v|ve|dans)(?: de[rnm]?| het| the)? )(\w+)")  # before a country
_CELL = ",;|\t"
_HEADS = (". ", " (")  # what follows the headword of an entry
_NEAR = 60  # code points
_CLOSE = 25  # code points between the beginnings of two names that are set beside each other
_FOREIGN = 2.0  # Zipf frequency below which a word with letters beyond ASCII is none of the target's
_ALIKE = 0.7  # similarity of two given names above which they do not speak against each other
_TELLS, _PROVES = 4.0, 9.0  # nats from which a given name tells something, and from which it tells all it can
_RUN = 3  # words nothing knows, this near, from which they are a foreign title or a list of rare names


class Beside(NamedTuple):
    """Evidence for one name at one word; each 0 or 1 but `told` (0..1) and `echo`, which counts.

    `called`: the given name of a known person of that surname stands before; `near_called`: a word like it that is in use nowhere. `calls`: the name is a given one, and the surname of
    somebody who is called so follows; then what is said of bearers is of those of the surname. `told`: how rare among people it is to be called like that
    (`_TELLS` and more nats; full at `_PROVES`). `phrase`: with the word before or after it is a
    longer known name. `home`, `away`: the document speaks, or does not speak, of a country of that name's bearers. `listed`: the
    lexicon has the name. `person`: a name stands before. `place_there`: "in", "near" … stands before the name of a place.
    `place_person`: a name stands before, but the known name is a place's alone. `joined`: a capitalised word follows.
    `echo`: other unknown words of the document that are nearest to the same name. `topic`: the document has a word that goes with a
    bearer of the name ("volleyball"). `office`: a word for the office of a person of that name stands near. `other_given`: a given name
    stands before that no known person of the surname has.
    """

    called: float
    near_called: float
    calls: float
    told: float
    phrase: float
    home: float
    away: float
    listed: float
    person: float
    place_there: float
    place_person: float
    joined: float
    echo: float
    topic: float
    office: float
    other_given: float


def _given(w: Witness, piece: Piece) -> str:
    """The folded capitalised name directly before a piece, or an empty string."""
    word = previous_word(w.view.folded, piece.start)
    at = piece.start - len(word) - 1
    if not word or not w.view.text[at : at + 1].isupper():
        return ""
    info = w.info(w.view.text[at : at + len(word)])
    titled = previous_word(w.view.folded, at).rstrip(".") in _TITLES
    return word if info is not None and (info.nameness >= 0.5 or info.unknown or titled) else ""


def beside_original(w: Witness, start: int, end: int) -> bool:
    """Whether words in another script than the target's stand closely beside `[start, end)`, as in a glossary."""
    text = w.view.text
    near = text[max(0, start - _GLOSS) : start] + text[end : end + _GLOSS]
    return w.view.target not in OTHER_SCRIPT and not near.isascii() and _OTHER.search(near) is not None


def _word_after(w: Witness, end: int) -> str:
    """The lower-case word after a space at `end`, or an empty string."""
    text, stop = w.view.text, end + 1
    if not text[stop : stop + 1].islower() or text[end] != " ":
        return ""
    while stop < len(text) and text[stop].isalpha():
        stop += 1
    return text[end + 1 : stop]


def species_follows(w: Witness, end: int) -> bool:
    """Whether a Latin word that no language has in use follows: the word before it is a genus ("Amazona amazonica")."""
    word = _word_after(w, end)
    return word.endswith(_LATIN) and w.view.words.zipf(word) == 0.0 and zipf_elsewhere(fold(word), w.view.target) == 0.0


def apart(w: Witness, key: str, name: str) -> bool:
    """Whether the word `key` and the right name, both in the document, may be two people or two places.

    They are one where the right name never stands in the same sentence or close by (as in a table), and before the word stands no
    given name that does not stand before the right name, too, if that ever has one.
    """
    ours, theirs = w.pieces_of(key), w.pieces_of(name)
    starts = [q.start for q in theirs]
    near = (starts[k] < p.start + _CLOSE for p in ours if (k := bisect_right(starts, p.start - _CLOSE)) < len(starts))
    if any(near) or not {w.view.sentence(p.start) for p in ours}.isdisjoint(w.view.sentence(q.start) for q in theirs):
        return True
    givens = {g for p in ours if (g := _given(w, p))}
    right = {g for p in theirs if (g := _given(w, p))}
    return bool(right) and not givens <= right


class Here:
    """One unknown word in its document."""

    def __init__(self, w: Witness, piece: Piece) -> None:
        self.w, self.piece = w, piece

    @lazy
    def _before(self) -> str:
        return previous_word(self.w.view.folded, self.piece.start)

    @lazy
    def _after(self) -> str:
        """The folded capitalised word directly after, or an empty string."""
        text, end = self.w.view.text, self.piece.end
        if text[end : end + 1] not in (" ", "-") or not text[end + 1 : end + 2].isupper():
            return ""
        stop = end + 1
        while stop < len(text) and (text[stop].isalpha() or text[stop] in "'’"):
            stop += 1
        return self.w.view.folded[end + 1 : stop]

    @lazy
    def _near(self) -> str:
        """The folded text around the word, in its sentence."""
        view, p = self.w.view, self.piece
        sentence = view.sentence(p.start)
        return view.folded[max(sentence.start, p.start - _NEAR) : min(sentence.end, p.end + _NEAR)]

    @lazy
    def _given(self) -> str:
        return _given(self.w, self.piece)

    def of_person(self) -> bool:
        """Whether a name, or a title, stands before the word or a word for an office near it."""
        return bool(self._given) or self.w.cues.any_role.search(self._near) is not None

    def romanised(self, name: str) -> bool:
        """Whether the word is a spelling that the name's own language may be romanised by: "Tchekhov", "Tchaikowsky"; or a given
        name as another language spells it: "Rywka".
        """
        known, people = self.w.index.known, self.w.index.reads(name).people
        if respell(self.piece.info.key) == respell(name):
            if any(known[n].origin in NON_LATIN for n in people):
                return True
            if self._after and not people and not self.w.index.bearers(name).place:
                return True
        return any(
            fold(known[h.number].alone) == name
            and not _OWN.get(known[h.number].origin, {known[h.number].origin}).isdisjoint(sources_of(h.bits))
            for h in self.piece.info.reads.wrong
        )

    def _introduced(self) -> bool:
        """Whether an indefinite article stands before the given name or the title: "a Soren Kirkegaard", "a Mr Bagi"."""
        before = self._given or (self._before if self.is_titled else "")
        at = self.piece.start - len(before) - 1
        return bool(before) and previous_word(self.w.view.folded, at) in ("a", "an", "one")

    @property
    def is_titled(self) -> bool:
        """Whether a title stands before the word: "Mr Rembrant"."""
        return self._before.rstrip(".") in _TITLES

    def given_is_common(self) -> bool:
        """Whether many people of the lexicon have the word before as their given name."""
        return self.w.index.is_common_given(self._before)

    def set_out(self) -> bool:
        """Whether the word is presented as a name of its own: one of a firm's names ("Sogg & Vanamo"), the headword of an entry, or one
        who is introduced ("a boy named X", "a Soren Kirkegaard").
        """
        text, p = self.w.view.text, self.piece
        return bool(
            text[p.end : p.end + 3] == " & " or text[max(0, p.start - 3) : p.start] == " & "
            or text[p.start - 1 : p.start] in ("", "\n") and text[p.end : p.end + 2] in _HEADS
            or self._before in _INTRODUCES
            or self._introduced()
        )  # fmt: skip

    def calls_a_bearer(self) -> bool:
        """Whether the surname of a known person follows who is called so: "Abdulrazak Gurnah"."""
        return self.piece.info.key in self.w.index.reads(self._after).called

    def calls_another(self, name: str) -> bool:
        """Whether the name is no place's and never stands in the document before the word that follows here: "Elisee Reclus" beside an Elise."""
        there = self.w.pieces_of(name)
        return not self.w.index.bearers(name).place and all(Here(self.w, q)._after != self._after for q in there)

    def is_introduced(self, given: bool) -> bool:
        """Whether the person so called is introduced as somebody nobody knows: "Hilaree Clinton, a dentist". `given`: the word is the given
        name, and the surname follows.
        """
        p = self.piece
        if given:
            return introduced(self.w.view, p.start, p.end + 1 + len(self._after))
        return introduced(self.w.view, p.start - len(self._before) - 1, p.end)

    def glossed(self) -> bool:
        """Whether the word stands beside other letters than the target's: a spelling of the original, by a rule of its own."""
        return beside_original(self.w, self.piece.start, self.piece.end)

    def another(self, name: str) -> bool:
        """Whether the word stands here for something other than the known name: a part of a longer known name, half of a double name,
        one of a kind ("a Widal"), the plural of a family, a cell of a table, the name with more letters after it (a derivation, a word
        run on, another Petersburgh), one of a run of words that nothing knows, followed by a foreign one (titles), or in another country.
        """
        w, p = self.w, self.piece
        text, key, before, after = w.view.text, p.info.key, w.view.text[p.start - 1 : p.start], w.view.text[p.end : p.end + 1]
        return bool(
            after == "-" and text[p.end + 1 : p.end + 2].isupper() and not self._phrase(name, w.index.bearers(name).goes_on)
            or self._first_half in _ARTICLES and not self._phrase(name, False)
            or before and before in _CELL and after and after in _CELL
            or self._phrase(key, True)
            or self._goes_on(name) and (self._after or w.view.target != "en" or not oblique(key, name))
            or w.index.bearers(name).place and FIRM.match(text, p.end)
            or self._elsewhere(name)
            or self._before in ("a", "an") and not self._after
            or self._before == "the" and key.endswith("s") and not name.endswith("s")
            or self._foreign_follows()
            or w.odd_between(p.start - _NEAR, p.start + _NEAR) > _RUN
        )  # fmt: skip

    def _elsewhere(self, name: str) -> bool:
        """Whether the text puts the word into another country than those of the place: "Khoms in Libya"."""
        bearers, found = self.w.index.bearers(name), _WITHIN.match(self.w.view.folded, self.piece.end)
        home = self.w.cues.country.get(found[1]) if found and bearers.place and not self._given else None
        return home is not None and home not in bearers.homes

    def _goes_on(self, name: str) -> bool:
        """Whether the word is the name with more letters after it, or with a word run on."""
        key = self.piece.info.key
        longer = key.startswith(name.rstrip(_VOWELS)) and len(key) > len(name) + 2
        return longer or key.startswith(name) and (key.endswith("gh") or key[len(name) :] in self.w.view.profile.function)

    def _foreign_follows(self) -> bool:
        """Whether a lower-case word with letters beyond ASCII that the target does not know follows: a title in another language."""
        word = _word_after(self.w, self.piece.end)
        return not word.isascii() and self.w.view.words.zipf(word) < _FOREIGN or species_follows(self.w, self.piece.end)

    @lazy
    def _opens(self) -> bool:
        """Whether longer known names begin with the word before."""
        word = self._before
        return word.isalpha() and word not in PARTICLES | self.w.view.profile.function and self.w.index.bearers(word).goes_on

    @lazy
    def _first_half(self) -> str:
        """The folded word that a hyphen joins to this one, or an empty string."""
        folded, end = self.w.view.folded, self.piece.start - 1
        if folded[end : end + 1] != "-":
            return ""
        start = end
        while start and folded[start - 1].isalpha():
            start -= 1
        return folded[start:end]

    def _phrase(self, name: str, goes_on: bool) -> bool:
        reads, after = self.w.index.reads, self._after
        if self._first_half and reads(f"{self._first_half}-{name}").right:
            return True
        if self._opens and reads(f"{self._before} {name}").right:
            return True
        return bool(goes_on and after and (reads(f"{name} {after}").right or reads(f"{name}-{after}").right))

    def _rendered(self, givens: Collection[str]) -> bool:
        """Whether the word before is a known rendering of one of the given names: "Ketrin Kolonna"."""
        return not self.w.index.givens_of(self._before).isdisjoint(givens)

    @lazy
    def _followed(self) -> frozenset[str]:
        """The folded given names of those who bear the surname that follows."""
        return (
            self.w.index.bearers(self._after).called if self._after and self.w.index.reads(self._after).people else frozenset()
        )

    def expected(self) -> frozenset[str]:
        """The folded names that may stand here, by the name beside the word: given names before a surname, surnames after a given name."""
        return self._followed or (self.w.index.surnames_of(self._given) if self._given else frozenset())

    def as_called(self, name: str) -> str:
        """How those who bear the surname that follows write the folded given name, or an empty string; without marks where the document
        writes the surname without its own.
        """
        end = self.piece.end + 1
        plain = self.w.view.text[end : end + len(self._after)].isascii()
        people = [self.w.index.known[n] for n in self.w.index.reads(self._after).people]
        givens = [(word, k.alone) for k in people for word in k.given.split() if fold(word) == name]
        given, surname = min(givens, default=("", ""))
        return name.title() if given and plain and not surname.isascii() else given

    def _tells(self, told: float, name: str) -> float:
        """`Beside.told`; nothing of a word longer than the name by more than a letter, which is rather made of it: "Kazantzakakis"."""
        longer = len(self.piece.info.key) > len(name) + 1
        return 0.0 if longer or self.w.view.target != "en" else max(0.0, min((told - _TELLS) / (_PROVES - _TELLS), 1.0))

    def beside(self, name: str, echo: int) -> Beside:
        """The evidence for the folded `name`."""
        w, before, after, given = self.w, self._before, self._after, self._given
        calls = name in self._followed
        bearers = w.index.bearers(after if calls else name)
        others = bearers.called if before and not calls else frozenset[str]()  # nobody's given name, or that of another
        garbled = bool(others) and before in w.garbled
        called = before in others or garbled and self._rendered(others)
        home = not bearers.homes.isdisjoint(w.spoken)
        return Beside(
            called=called,
            near_called=garbled and not called and w.renders_given(before, others, _ALIKE),
            calls=calls,
            told=(called or calls) and self._tells(bearers.told, name),
            phrase=bool(after or self._first_half or self._opens) and self._phrase(name, bearers.goes_on),
            home=home,
            away=bool(bearers.homes) and not home,
            listed=bearers.listed,
            person=bool(given) and not calls,
            place_there=bearers.place and before in _PLACED,
            place_person=bearers.place and not bearers.person and bool(given),
            joined=bool(after) and not calls,
            echo=float(min(echo, 3)),
            topic=bool(bearers.topics) and w.has_any(bearers.topics),
            office=bool(bearers.roles) and any((p := w.cues.roles[r]) and p.search(self._near) for r in bearers.roles),
            other_given=bool(given and others) and not w.renders_given(given, others, _ALIKE),
        )
