"""The witness: what a document says about countries, names and sources, asked by everything that resolves a name."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from normalize.find.mentions import Mention
from normalize.find.pieces import Piece, WordInfo
from normalize.fold import fold
from normalize.lexicon.collect import source_bits
from normalize.lexicon.declension import load_declension
from normalize.lexicon.index import Index, Known
from normalize.lexicon.nearest import similarity
from normalize.memo import Memo, lazy
from normalize.resolve.cues import load_cues
from normalize.resolve.given import NOBLE, PARTICLES, Before, GivenBefore, is_given
from normalize.view import View, previous_word

__all__ = ["FIRM", "Witness"]

_WORD = re.compile(r"\w+")
_MANY = 8  # country words from which counting all words is quicker than looking for each
_PAST = re.compile(r"1(?<!\w.)(?:[0-8]\d\d|9[0-4]\d)\b(?!\s*(?:%|[a-z]?m\b|km\b))")
_FIELDS = frozenset(  # roles whose bearers are named together, wherever they are from
    "footballer athlete tennis racer skier basketball boxer hockey cyclist swimmer gymnast chess wrestler actor director musician".split()
)
_GIVEN = 0.5  # share of its uses as a name from which a word is one
_NEAR_GARBLED = 0.72  # … where one is in use nowhere
_NEAR_GIVEN = 0.8  # similarity of two given names above which one may be a rendering of the other
FIRM = re.compile(  # a body may be called after a place and spell it as it likes
    r" (?:Group|Ltd|LT|LLC|Limited|Inc|Corp|Corporation|Holdings?|Co|PLC|Plc|AG|SA|SE|GmbH|Oy|Airways|Airlines|Bank|Hotel|Restaurant|Records|Books|Motors|Foods|Studios)\b"
)


class Witness:
    """Evidence of one document. Everything is computed when it is first asked for."""

    def __init__(self, view: View, index: Index, pieces: list[Piece], mentions: list[Mention]) -> None:
        self.view, self.index, self.pieces, self.mentions = view, index, pieces, mentions
        self.cues = load_cues(view.target)
        self.declension = load_declension(view.target)

    @lazy
    def order(self) -> dict[int, int]:
        """Start of a mention → its number."""
        return {m.start: i for i, m in enumerate(self.mentions)}

    # -- countries ------------------------------------------------------------------------------------------------

    @lazy
    def _country_phrases(self) -> dict[str, int]:
        """Phrases for countries, folded, with their number."""
        folded, phrases = self.view.folded, self.cues.phrases_with
        here = (p for word in self.cues.phrase_words & self.view.vocabulary for p in phrases[word] if p in folded)
        found = {phrase: len(re.findall(rf"\b{re.escape(phrase)}(?!\w)", folded)) for phrase in here}
        return {phrase: n for phrase, n in found.items() if n}

    @lazy
    def _country_words(self) -> dict[str, int]:
        """Words and phrases for countries, folded, with their number."""
        words, found = self.view.tokens, self.cues.words & self.view.vocabulary
        count = Counter(words).__getitem__ if len(found) > _MANY else words.count
        return {word: count(word) for word in found} | self._country_phrases

    @lazy
    def _speaking(self) -> dict[str, dict[str, int]]:
        """Country → what speaks of it: folded country words and the keys of its named entities, with their number."""
        out: dict[str, dict[str, int]] = {}
        for word, n in self._country_words.items():
            words = out.setdefault(self.cues.home[word], {})
            words[word] = words.get(word, 0) + n
        for number, mentions in self.named.items():
            for country in self.index.known[number].country:
                words = out.setdefault(country, {})
                for m in mentions:
                    words[m.key] = words.get(m.key, 0) + 1
        return out

    @lazy
    def spoken(self) -> set[str]:
        """Countries that anything in the document speaks of; international bodies are at home everywhere."""
        of_names = (country for number in self.named for country in self.index.known[number].country)
        return {"INT", *self._told, *of_names}

    def countries_in(self, start: int, end: int) -> set[str]:
        """Countries whose words stand in `[start, end)`."""
        part = self.view.folded[max(0, start) : end]
        found = {c for w in _WORD.findall(part) if (c := self.cues.country.get(w))}
        return found | {self.cues.home[m[0]] for m in self.cues.phrase.finditer(part)}

    def speaks_of(self, countries: tuple[str, ...], without: str = "") -> int:
        """How often the document speaks of any of `countries`; the word `without` itself does not count."""
        return sum(self._said[c] - self._speaking[c].get(without, 0) for c in countries if c in self._said)

    @lazy
    def _said(self) -> dict[str, int]:
        """Country → how often the document speaks of it."""
        return {country: sum(words.values()) for country, words in self._speaking.items()}

    def has_any(self, topics: Iterable[str]) -> bool:
        """Whether any of the folded words or phrases stands in the document."""
        return any(map(self._topics.__getitem__, topics))

    @lazy
    def _topics(self) -> Memo[str, bool]:
        """Whether a word or phrase stands here, remembered: a phrase is looked for in the whole text."""
        words, folded = self.view.vocabulary, self.view.folded
        return Memo(lambda topic: topic in words if topic.isalnum() else topic in folded)

    # -- names ----------------------------------------------------------------------------------------------------

    @lazy
    def named(self) -> dict[int, list[Mention]]:
        """Entities that stand here under a right and unambiguous name: number → mentions."""
        out: dict[int, list[Mention]] = {}
        for m in self.mentions:
            reads = m.reads
            if reads.people:
                numbers = self._anchors(m)
            elif len(reads.others) == 1 and self._is_name(m):
                numbers = reads.others
            else:
                continue
            for number in numbers:
                out.setdefault(number, []).append(m)
        return out

    @staticmethod
    def _is_name(m: Mention) -> bool:
        """Whether the mention is rather a name than a word."""
        info = m.info
        return info.zipf < 4.0 or info.nameness >= 0.5 or info.place >= 0 or " " in m.key

    @lazy
    def _named_starts(self) -> dict[int, list[int]]:
        return {number: [m.start for m in mentions] for number, mentions in self.named.items()}

    def named_between(self, number: int, start: int, end: int, without: int) -> bool:
        """Whether an entity is named in `[start, end)`, the position `without` left out."""
        starts = self._named_starts.get(number, [])
        k = bisect_left(starts, start)
        return any(at != without for at in starts[k : k + 2] if at < end)

    @lazy
    def named_ids(self) -> set[str]:
        """Ids of the named entities."""
        return {self.index.known[n].id for n in self.named}

    @lazy
    def firms(self) -> set[str]:
        """Folded forms of which a mention is followed by a word for a firm."""
        return {m.key for m in self.mentions if FIRM.match(self.view.text, m.end)}

    @lazy
    def has_namesake(self) -> Memo[tuple[str, int], bool]:
        """By form and person: whether another known given name stands before the form somewhere, and nowhere the person's own."""
        return Memo(lambda asked: self._namesake(*asked))

    def _namesake(self, key: str, number: int) -> bool:
        others = False
        for m in self._mentions_by_key.get(key, []):
            if self.given_before(m, self.index.known[number]) in ("right", "initial", "near"):
                return False
            word = previous_word(self.view.text, m.start)
            others |= word[:1].isupper() and word[1:].islower() and is_given(word)
        return others

    @lazy
    def _mentions_by_key(self) -> dict[str, list[Mention]]:
        out: dict[str, list[Mention]] = {}
        for m in self.mentions:
            out.setdefault(m.key, []).append(m)
        return out

    @lazy
    def _by_key(self) -> dict[str, list[Piece]]:
        out: dict[str, list[Piece]] = {}
        for p in self.pieces:
            out.setdefault(p.info.key, []).append(p)
        return out

    def pieces_of(self, key: str) -> list[Piece]:
        """The pieces of a folded word, in order."""
        return self._by_key.get(key, [])

    @lazy
    def _odd_starts(self) -> list[int]:
        return [p.start for p in self.pieces if p.info.odd]

    def odd_between(self, start: int, end: int) -> int:
        """How many words that nothing knows begin in `(start, end)`."""
        return bisect_left(self._odd_starts, end) - bisect_right(self._odd_starts, start)

    def info(self, word: str) -> WordInfo | None:
        """What is known of a word of this document; `None` for ordinary words."""
        return self._infos.get(word)

    @lazy
    def _infos(self) -> dict[str, WordInfo]:
        return {p.word: p.info for p in self.pieces}

    def _anchors(self, m: Mention) -> Sequence[int]:
        """The people whom a right surname stands for: by the given name before it, or by their office and country."""
        people = m.reads.people
        if called := self.called(m):
            return called
        if len(people) == 1:
            known = self.index.known[people[0]]
            if not self._told.isdisjoint(known.country) and self.role_near(m, known) == 2:
                return people
        return ()

    @lazy
    def peers(self) -> Counter[str]:
        """How many people of each field (a sport, the stage) the document names."""
        people = (self.index.known[n] for n in self.named)
        return Counter(role for k in people if k.is_person for role in k.role if role in _FIELDS)

    @lazy
    def _told(self) -> set[str]:
        """Countries that a word for them speaks of."""
        return set(map(self.cues.home.__getitem__, (*(self.cues.words & self.view.vocabulary), *self._country_phrases)))

    @lazy
    def past(self) -> bool:
        """Whether the document speaks of years in which many places had other names."""
        return _PAST.search(self.view.text) is not None

    def called(self, m: Mention) -> Sequence[int]:
        """The people of this surname whose given name stands directly before the mention."""
        return self._called[m.start] if m.reads.called else ()

    @lazy
    def _called(self) -> dict[int, Sequence[int]]:
        """Start of a mention of a surname → the people whose given name stands before it."""
        return {m.start: self._called_so(m.reads.called, m.start) for m in self.mentions if m.reads.called}

    def _called_so(self, people: Mapping[str, Sequence[tuple[str, int]]], at: int) -> Sequence[int]:
        folded = self.view.folded
        rows = people.get(previous_word(folded, at), ())
        starts = ((n, at - len(given)) for given, n in rows if folded.endswith(given, 0, at))
        return [n for n, start in starts if start == 0 or not folded[start - 1].isalpha()]

    def word_before(self, m: Mention) -> bool:
        """Whether a word that may belong to a name stands before the mention: capitalised, or a particle."""
        last = previous_word(self.view.text, m.start)
        return bool(last) and (not last.islower() or last in PARTICLES)

    def name_before(self, m: Mention) -> bool:
        """Whether a capitalised word stands directly before the mention."""
        return m.first > 0 and self.pieces[m.first - 1].end + 1 == m.start and self.view.text[m.start - 1] == " "

    def given_words(self, m: Mention) -> list[Piece]:
        """The capitalised words directly before a mention, nearest last, at most three."""
        return self._words_before(m.first)

    def _words_before(self, first: int) -> list[Piece]:
        found: list[Piece] = []
        at, n = self.pieces[first].start, first - 1
        while n >= 0 and len(found) < 3 and self.view.text[self.pieces[n].end : at] == " ":
            found.insert(0, self.pieces[n])
            at, n = self.pieces[n].start, n - 1
        return found

    @lazy
    def _befores(self) -> Memo[int, Before]:
        return Memo(self._before)

    def _before(self, first: int) -> Before:
        """What stands before the piece number `first`."""
        folded, start = self.view.folded, self.pieces[first].start
        text, given = folded[max(0, start - 48) : start], self._words_before(first)
        if not given:
            return Before(text, "", "none")
        word = folded[given[-1].start : given[-1].end]
        title = self.cues.any_role.search(word) or self.cues.country.get(word)
        name = given[-1].info.nameness >= 0.3 or given[-1].info.unknown
        return Before(text, word, "other" if name and not title else "none")

    def has_other_given(self, m: Mention) -> bool:
        """Whether a name that is no title stands directly before the mention."""
        return self._befores[m.first].otherwise == "other"

    def given_of(self, m: Mention) -> GivenBefore:
        """What the word directly before a mention may stand for."""
        word = previous_word(self.view.folded, m.start)
        initials = frozenset([part[0] for part in _WORD.findall(word)])
        if not word or not self.name_before(m):
            return GivenBefore(initials, ())
        p = self.pieces[m.first - 1]
        key = self.view.folded[p.start : p.end]
        return GivenBefore(initials, self.index.givens_of(key), key in self.garbled)

    def given_before(self, m: Mention, k: Known) -> str:
        """What stands before a surname: `right`, `initial`, `near`, `other` or `none` with respect to the person `k`."""
        if not self.word_before(m):
            return "none"
        if m.info.inflected:
            return self._given_inflected(m, k)
        before, word, otherwise = self._befores[m.first]
        for given in k.givens:
            if before.endswith(given + " ") and not before[: -len(given) - 1][-1:].isalpha():
                return "right"
            if before[-2:] == ". " and (before.endswith(f" {given[0]}. ") or before == f"{given[0]}. "):
                return "initial"
        if not word or not k.givens:
            return "none"
        garbled = word in self.garbled and any(similarity(word, g) >= _NEAR_GARBLED for g in k.called)
        near = garbled or self.renders_given(word, k.called, _NEAR_GIVEN)
        if near and word not in k.called:
            return "near"
        return "none" if word in self.garbled else otherwise  # nobody is called so: it may be anyone's

    @lazy
    def garbled(self) -> set[str]:
        """Folded words that are in use nowhere as given names (Zipf below 1)."""
        odd = (p.info for p in self.pieces if p.info.odd and p.info.zipf < 1.0)
        return {i.key for i in odd if not self.index.is_common_given(i.key)}

    def _given_inflected(self, m: Mention, k: Known) -> str:
        """`right` where the given name stands before a surname in an oblique case, in the same case; else `other`, or `none`."""
        word, declension = previous_word(self.view.folded, m.start), self.declension
        if not k.givens or declension is None or not self.view.text[m.start - 1 - len(word) : m.start - 1][:1].isupper():
            return "none"
        cases = {form.case for form in m.info.inflected}
        written = self.view.text[m.start - 1 - len(word) : m.start - 1].lower()
        for form in declension.read(written):
            if form.case in cases and fold(form.lemma) in k.givens and declension.fits(form, k.gender or "m"):
                return "right"
        if word in k.givens and declension.stays(k.given.split()[-1] if k.given else "", k.gender or "m"):
            return "right"
        return "none" if self.cues.any_role.search(word) or self.cues.country.get(word) else "other"

    def renders_given(self, word: str, givens: Collection[str], least: float) -> bool:
        """Whether the folded `word` is a known rendering of one of the folded `givens`, or more like one with its initial than `least`."""
        rendered = self.index.givens_of(word)
        return any(g in rendered or g[0] == word[0] and similarity(word, g) > least for g in givens)

    def role_near(self, m: Mention, k: Known) -> int:
        """2: a word for an office of `k` and one for its country stand beside the mention; 1: the office alone; else 0."""
        if not k.role:
            return 0
        lo, hi = max(0, m.start - 70), min(len(self.view.text), m.end + 50)
        sentence = self.view.sentence(m.start)
        lo, hi = max(lo, sentence.start), min(hi, max(sentence.end, m.end))
        near = self.view.folded[lo:hi]
        if not any((p := self.cues.roles[r]) and p.search(near) for r in k.role):
            return 0
        return 2 if self.countries_in(lo, hi) & set(k.country) else 1

    def inside_name(self, m: Mention, k: Known) -> bool:
        """Whether a name that is neither a place of the entity's country nor a title stands directly before or after the mention, or a name
        and a particle before it ("Ineke van X").
        """
        text = self.view.text
        if m.first and (particle := previous_word(text, m.start)) in NOBLE:
            p = self.pieces[m.first - 1]
            if (
                text[p.end : m.start] == f" {particle} "
                and (p.info.nameness >= _GIVEN or p.info.odd)
                and not self._belongs(p, k)
            ):
                return True
        for n, gap in ((m.first - 1, None), (m.last + 1, m.end)):
            if not 0 <= n < len(self.pieces):
                continue
            p = self.pieces[n]
            between = text[p.end : m.start] if gap is None else text[gap : p.start]
            name = p.info.nameness >= 0.4 or p.info.unknown or bool(p.info.reads.right)
            if between == " " and name and not self._belongs(p, k):
                return True
        return False

    def _belongs(self, p: Piece, k: Known) -> bool:
        places = (self.index.known[h.number] for h in p.info.reads.right)
        homes = {c for other in places if not other.is_person for c in other.country}
        return bool(homes & set(k.country)) or p.info.key in self.cues.country or bool(self.cues.any_role.fullmatch(p.info.key))

    # -- language -------------------------------------------------------------------------------------------------

    @lazy
    def source_votes(self) -> Counter[str]:
        """Which source language the variants of named entities came through: language → number of distinct variants."""
        named = self.named.keys()
        wrong = {m.key: m.wrong for m in self.mentions if not m.right and not named.isdisjoint(m.reads.numbers)}
        through = (
            h.bits for hits in wrong.values() for h in {h.number: h for h in reversed(hits)}.values() if h.number in named
        )
        return Counter(s for bits in through for s, b in source_bits().items() if bits & b)

    @lazy
    def source(self) -> str | None:
        """The inferred source language, or `None` where the document does not show it."""
        top = self.source_votes.most_common(2) if self.source_votes else []
        if not top or top[0][1] < 2 or len(top) > 1 and top[1][1] == top[0][1]:
            return None
        return top[0][0]
