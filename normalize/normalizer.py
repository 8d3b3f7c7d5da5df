"""The pipeline, readable as a table of contents: find → resolve → decide → write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from os import PathLike
from typing import Any, NamedTuple

from normalize.decide import Objection, Verdict, decide
from normalize.edits import apply, compose, in_input
from normalize.errors import InputError, OptionError
from normalize.find.mentions import find_mentions
from normalize.find.pieces import Classifier
from normalize.language import foreign_at, identify
from normalize.lexicon.index import load_index
from normalize.lexicon.profile import load_profile, target_codes
from normalize.lexicon.words import load_words
from normalize.memo import Memo
from normalize.model import Scorer, load
from normalize.records import LEVELS, Candidate, Edit, Level, Option, Result
from normalize.resolve.discussion import Discussion
from normalize.resolve.lexical import read_mentions
from normalize.resolve.pairs import NOUNS
from normalize.resolve.style import read_style
from normalize.resolve.traces import Repair, with_traces
from normalize.resolve.unknown import TARGETS, Ranker, read_unknown
from normalize.resolve.witness import Witness
from normalize.rules import LoadedRule, hinted, load_rules
from normalize.selection import selection
from normalize.signature import file_hash, signature
from normalize.view import View

__all__ = ["Document", "Normalizer", "normalize"]

Document = "str | tuple[str, str] | Mapping[str, Any]"
_ROUNDS = 5  # readings of the output, until nothing changes
_TRIES = 4  # … each without the words that did not come to rest before
_ANY_LANGUAGE = frozenset({"encoding", "spacing"})  # faults in every language alike
Edits = tuple[Edit, ...]
_BATCH = 16  # documents whose unknown names the model is asked about at once


@dataclass(frozen=True, slots=True)
class _Read:
    """One reading of a text: every candidate, and the inferred source language."""

    view: View
    witness: Witness
    candidates: tuple[Candidate, ...]


class _Clear(NamedTuple):
    """A document, the edits that made its letters clear, and the text that came of them."""

    text: str
    edits: Edits
    clear: str


class _Engine:
    """Everything that one target needs, loaded once."""

    def __init__(self, target: str, lexicons: tuple[str, ...], stamp: str, scorer: Scorer | None = None) -> None:
        self.target = target
        self.profile = load_profile(target)
        self.words = load_words(target)
        self.index = load_index(target, lexicons, stamp)
        self.classifier = Classifier(self.index, self.words)
        rules = [r for r in load_rules() if r.rule.targets is None or target in r.rule.targets]
        self.encoding = [r for r in rules if r.rule.category == "encoding"]
        self.rules = [r for r in rules if r.rule.category != "encoding"]
        self.scorer = scorer
        self.ranker = Ranker(self.index, scorer)

    def prepare(self, texts: Iterable[str]) -> None:
        """Ask the model about the unknown names of several documents at once."""
        pieces = (p for text in texts for p in self.classifier.pieces(text))
        self.ranker.prepare(p.info for p in pieces if p.info.odd)

    def _view(self, text: str, odd: frozenset[str] | None = None) -> View:
        return View(text, self.target, self.profile, self.words, self.classifier.is_name, odd)

    def skim(self, text: str) -> _Read:
        """What hides the letters themselves (entities of HTML, mojibake): read before anything else."""
        view = self._view(text)
        return _Read(view, Witness(view, self.index, [], []), tuple(c for r in self.encoding for c in r.find(view)))

    def _asked(self, view: View) -> list[LoadedRule]:
        """The rules that may find something in a text."""
        codes, odd = hinted(view.text, self.target), bool(view.odd)
        return [r for r in self.rules if (odd if r.unknown else r.hint is None) or r.rule.code in codes]

    def read(self, text: str, style: bool, skimmed: Sequence[Candidate] | None = None) -> _Read:
        """All candidates of a text; `skimmed` are those that `skim` found in it, if it has been skimmed."""
        pieces = self.classifier.pieces(text)
        view = self._view(text, frozenset([p.word for p in pieces if p.info.zipf == 0.0 and not p.info.reads.right]))
        mentions = find_mentions(view, self.classifier, pieces)
        witness = Witness(view, self.index, pieces, mentions)
        names = [*read_mentions(witness, self.scorer), *read_unknown(witness, self.ranker)]
        hidden = self.skim(text).candidates if skimmed is None else skimmed
        found = [
            *names,
            *hidden,
            *(c for r in self._asked(view) for c in r.find(view)),
            *(read_style(witness) if style else ()),
        ]
        return _Read(view, witness, tuple(found))


class Normalizer:
    """Repairs machine-translated text without the source.

    level: `safe` (default) or `likely`: which edits are applied; `hint`: as `likely`, with all hints in the refusals.
    style: bring right but different spellings of a name (Kiev, Kyiv) to one; off by default.
    lexicons: paths of your own lexicons (TSV with a column `canonical`).
    model: `default`, `none`, or the folder of a trained model.
    target: language code of the documents; `None`: identified for each.
    select, ignore: only these rules or categories, not these (`normalize rules` lists them); keep: words that no edit may touch.

    Raises `OptionError` for an unknown level, target, model or rule, `LexiconError` for an unreadable lexicon.

    >>> Normalizer(target="en")("Ukrainian Foreign Minister Koulemba spoke of Kyiv.").text
    'Ukrainian Foreign Minister Kuleba spoke of Kyiv.'
    """

    def __init__(
        self, level: Level = "safe", style: bool = False, lexicons: Sequence[str | PathLike[str]] = (), model: str = "default",
        target: str | None = None, *, select: Sequence[str] = (), ignore: Sequence[str] = (), keep: Sequence[str] = (),
    ) -> None:  # fmt: skip
        if level not in LEVELS:
            raise OptionError(f"unknown level {level!r}; use {', '.join(LEVELS)}")
        if isinstance(lexicons, str | PathLike):
            raise OptionError("lexicons is a list of paths; write lexicons=[path]")
        self.level, self.style, self.model = level, bool(style), model
        self.lexicons = tuple(str(p) for p in lexicons)
        self.target = self._known(target)
        self.selection = selection(select, ignore, keep)
        self._user = tuple(_hash(p) for p in self.lexicons)
        self._scorer = load(model)
        self._engines: dict[str, _Engine] = {}
        self._signatures: dict[str | None, str] = {}

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_engines": {}, "_signatures": {}}  # another process may have another version or lexicon

    @staticmethod
    def _known(target: str | None) -> str | None:
        if target is not None and target not in target_codes():
            raise OptionError(f"unknown target {target!r}; known are {', '.join(target_codes())}")
        return target

    @property
    def signature(self) -> str:
        """Everything that can change a result, in one line."""
        return self._signature(self.target)

    def _signature(self, target: str | None) -> str:
        if target not in self._signatures:
            self._signatures[target] = signature(
                level=self.level, style=self.style, target=target, user=self._user, model=self._model_state(),
                options=self.selection.stamp,
            )  # fmt: skip
        return self._signatures[target]

    def _model_state(self) -> str:
        return self._scorer.signature if self._scorer else "none"

    def _engine(self, target: str) -> _Engine:
        if target not in self._engines:
            self._engines[target] = _Engine(target, self.lexicons, "+".join(self._user), self._scorer)
        return self._engines[target]

    def __call__(self, text: str, id: str | None = None, target: str | None = None) -> Result:  # noqa: A002
        """Normalize one document. `target` overrides the Normalizer's; raises `InputError` if `text` is not a `str`."""
        return next(self.run([{"id": id, "text": text, "target": target}]))

    def run(self, documents: Iterable[Any]) -> Iterator[Result]:
        """Normalize a stream of documents in order: strings, `(id, text)` pairs or mappings with `text`, `id`, `target`.

        Reads a few documents ahead. Raises `InputError` for a document that is none of these, `OptionError` for an unknown target.

        >>> norm = Normalizer(model="none")
        >>> [(r.id, r.text) for r in norm.run([("a", "The mayor of Boutsa, near Kyiv."), {"id": "b", "text": "Fin.", "target": "fr"}])]
        [('a', 'The mayor of Bucha, near Kyiv.'), ('b', 'Fin.')]
        """
        stream = iter(documents)
        while batch := [_document(d) for d in islice(stream, _BATCH)]:
            codes = [(self._known(target) or self.target, text) for _, text, target in batch]
            found = [(given, given or identify(text)) for given, text in codes]
            if self._scorer and len(batch) > 1:
                for asked in TARGETS.difference(NOUNS).intersection(f[1] for f in found if f[1]):
                    self._engine(asked).prepare(b[1] for b, f in zip(batch, found, strict=True) if f[1] == asked)
            for (name, text, _), (given, code) in zip(batch, found, strict=True):
                yield self._one(text, name, code, self._signature(given))

    def explain(self, text: str, target: str | None = None) -> list[Candidate]:
        """Every candidate with all options and evidence, sorted by position; nothing is decided."""
        code = self._known(target) or self.target or identify(text)
        if code not in target_codes():
            return []
        engine = self._engine(str(code))
        read = engine.read(text, self.style)
        return sorted(set(_weighed(read, _doubts(engine, read))), key=lambda c: (c.start, c.end, c.rule))

    def _one(self, text: str, name: str | None, target: str | None, signed: str) -> Result:
        if target not in target_codes() or not text:
            return Result(text, text, target=target, signature=signed, id=name)
        engine = self._engine(str(target))
        skimmed = engine.skim(text)
        clear, first = apply(text, self._decide(engine, skimmed).changes)
        read = engine.read(clear, self.style, None if first else skimmed.candidates)
        restless: frozenset[str] = frozenset()
        for _ in range(_TRIES):
            verdict = self._decide(engine, read, restless=restless)
            edits, out, moving = self._settle(engine, _Clear(text, first, clear), verdict, restless)
            if not moving:
                break
            restless |= moving
        else:
            edits, out = (), text
        refusals = in_input(text, first, verdict.refusals) if first else verdict.refusals
        return Result(text, out, edits, refusals, target, read.witness.source, signed, name)

    def _settle(
        self, engine: _Engine, start: _Clear, verdict: Verdict, restless: frozenset[str]
    ) -> tuple[Edits, str, frozenset[str]]:  # fmt: skip
        """Write, and read the output again until nothing changes: so a second run makes no edit. Also returns the words that do not come
        to rest: one reading writes what the next one changes back.
        """
        out, fresh = apply(start.clear, verdict.changes)
        edits, moving = compose(start.text, start.edits, start.clear, fresh), frozenset[str]()
        for n in range(_ROUNDS):
            if not fresh:
                return edits, out, frozenset()
            before = [Repair(e.out_start, e.original, e.replacement) for e in edits if e.category.startswith("name")]
            again = self._decide(engine, engine.read(out, self.style), before, restless)
            if n >= _ROUNDS - 2:
                moving |= {word for start, end, new, *_ in again.changes for word in (out[start:end], new)}
            newer, fresh = apply(out, again.changes)
            edits = compose(start.text, edits, out, fresh)
            out = newer
        return edits, out, moving if fresh else frozenset()

    def _decide(
        self, engine: _Engine, read: _Read, before: Sequence[Repair] = (), restless: frozenset[str] = frozenset()
    ) -> Verdict:  # fmt: skip
        if not read.candidates:
            return Verdict((), ())
        doubts = _doubts(engine, read)

        def objection(c: Candidate, o: Option) -> str:
            if restless and (o.replacement in restless or read.view.text[c.start : c.end] in restless):
                return "a second reading would change it back"
            return self.selection.objection(read.view.text, c) or doubts(c, o)

        return decide(read.view, _weighed(read, doubts, before), self.level, objection)


class _Asked(NamedTuple):
    """What the doubts about an edit depend on, of all that is said of it."""

    start: int
    end: int
    category: str
    replacement: str
    entity: str | None
    attested: bool


def _doubts(engine: _Engine, read: _Read) -> Objection:
    """Why a candidate is left, whatever the user has chosen; asked several times about one, while its evidence grows."""
    talk = Discussion(read.witness)

    def why(a: _Asked) -> str:
        if a.category.startswith(("name", "style")) and (why := talk.why(a.start, a.end)):
            return why
        if a.category.startswith("name") and (beside := talk.beside(a.start, a.end, a.replacement, a.entity)):
            return f"another rendering stands beside it: {beside}"
        if a.category not in _ANY_LANGUAGE and talk.in_cell(a.start, a.end):
            return "it stands in a list without spaces"
        kept = engine.profile.keep.get(read.view.text[a.start : a.end])
        if kept and not a.attested:  # an attested trap has to be licensed anyway
            return f"kept: {kept}"
        if a.category not in _ANY_LANGUAGE and (other := foreign_at(read.view, a.start, a.end)):
            return f"the passage is in another language ({other})"
        return ""

    answers = Memo(why)

    def doubts(c: Candidate, o: Option) -> str:
        attested = any(e.name == "attested" for e in o.evidence)
        return answers[_Asked(c.start, c.end, c.category, o.replacement, o.entity, attested)]

    return doubts


def _weighed(read: _Read, doubts: Objection, before: Sequence[Repair] = ()) -> Sequence[Candidate]:
    """The candidates of a reading, in the light of its garbled names and of those that were repaired `before`."""
    return with_traces(read.view.text, read.candidates, lambda names: decide(read.view, names, "safe", doubts).changes, before)


def _hash(path: str) -> str:
    try:
        return file_hash(path)
    except OSError as e:
        raise OptionError(f"the lexicon {path} cannot be read ({e.strerror}); check the path") from e


def _document(d: Any) -> tuple[str | None, str, str | None]:
    name: Any = None
    target: Any = None
    if isinstance(d, tuple) and len(d) == 2:
        name, d = d
    elif isinstance(d, Mapping):
        if "text" not in d:
            raise InputError("a document given as a mapping needs the key 'text'")
        name, target, d = d.get("id"), d.get("target"), d["text"]
    if not isinstance(d, str):
        raise InputError(f"a document is a str, not {type(d).__name__}; decode bytes first")
    return (None if name is None else str(name)), d, target


@lru_cache(maxsize=8)
def _default(level: Level, style: bool, lexicons: tuple[str, ...], model: str, *choice: Sequence[str]) -> Normalizer:
    select, ignore, keep = choice
    return Normalizer(level, style, lexicons, model, select=select, ignore=ignore, keep=keep)


def normalize(
    text: str, *, id: str | None = None, target: str | None = None, level: Level = "safe", style: bool = False,  # noqa: A002
    lexicons: Sequence[str | PathLike[str]] = (), model: str = "default", select: Sequence[str] = (), ignore: Sequence[str] = (),
    keep: Sequence[str] = (),
) -> Result:  # fmt: skip
    """Normalize one document with a cached `Normalizer` (see there for the options and errors).

    >>> normalize("Ukrainian forces are back in Boutsa, officials in Kyiv said.", target="en").text
    'Ukrainian forces are back in Bucha, officials in Kyiv said.'
    """
    choice = (words if isinstance(words, str) else tuple(words) for words in (select, ignore, keep))  # a str is an error there
    return _default(level, style, tuple(str(p) for p in lexicons), model, *choice)(text, id=id, target=target)
