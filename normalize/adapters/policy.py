"""Rules selected or ignored, and words to keep: a filter on an engine's edits, from an options file or the command line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from normalize.adapters.parts import change_of
from normalize.adapters.workers import Engine, Text
from normalize.edits import apply
from normalize.records import Edit, Refusal, Result

__all__ = ["Policy"]


@dataclass(frozen=True, slots=True)
class Policy:
    """An engine that makes fewer edits.

    `select`: only these rules or categories (empty: all); `ignore`: not these; `keep`: words and phrases that are never edited.
    """

    engine: Engine
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()

    @property
    def signature(self) -> str:
        """The engine's, and what is filtered."""
        return f"{getattr(self.engine, 'signature', '')}|{self._stamp()}"

    def _stamp(self) -> str:
        text = repr((sorted(self.select), sorted(self.ignore), sorted(self.keep)))
        return "policy:" + sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]

    def run(self, documents: Iterable[Text], /) -> Iterator[Result]:
        """Results of the documents, in their order."""
        return map(self._filter, self.engine.run(documents))

    def explain(self, text: str, target: str | None = None) -> Any:
        """As the engine explains it; the policy only decides."""
        return self.engine.explain(text, target)  # type: ignore[attr-defined]

    def _objection(self, text: str, e: Edit) -> str | None:
        names = {e.rule, e.category, e.category.split(".")[0]}
        if self.select and not names & set(self.select):
            return "the rule is not selected"
        if names & set(self.ignore):
            return "the rule is ignored"
        return next((f"kept: {k!r} is in the keep list" for k in self.keep if _covers(text, k, e)), None)

    def _filter(self, result: Result) -> Result:
        objections = [(e, self._objection(result.original, e)) for e in result.edits]
        signature = f"{result.signature}|{self._stamp()}"
        if not any(why for _, why in objections):
            return replace(result, signature=signature)
        text, edits = apply(result.original, [change_of(e, e.start, e.end, e.replacement) for e, why in objections if not why])
        refused = [_refusal(e, why) for e, why in objections if why]
        refusals = sorted([*result.refusals, *refused], key=lambda r: (r.start, r.end))
        return replace(result, text=text, edits=edits, refusals=tuple(refusals), signature=signature)


def _covers(text: str, phrase: str, e: Edit) -> bool:
    """Whether the edit's span lies within an occurrence of the phrase."""
    return text.find(phrase, max(0, e.end - len(phrase)), e.start + len(phrase)) >= 0


def _refusal(e: Edit, why: str) -> Refusal:
    what = (e.start, e.end, e.original, e.replacement, e.rule, e.category, e.level, e.confidence)
    return Refusal(*what, why, e.entity, e.evidence)
