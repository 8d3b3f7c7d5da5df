"""spaCy: a component that notes the edits, and a tokenizer that repairs the text before it is tokenised.

    nlp.add_pipe("normalize", config={"level": "safe"})      # doc.text stays; doc._.normalized, doc._.edits, doc._.refusals
    repair_first(nlp, level="safe")                          # doc.text is the cleaned text; doc._.original is what came in

`Doc.text` cannot be changed, so the tokenizer must repair. `doc._.result.map_offset(i)` carries your annotations over.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from typing import Any

from normalize.adapters import need
from normalize.adapters.log import entry_of, line_of, parse
from normalize.errors import ReaderError
from normalize.records import Result

__all__ = ["Component", "RepairFirst", "create", "repair_first"]

_KEY = "normalize"
_DEFAULTS = {
    "level": "safe",
    "style": False,
    "lexicons": [],
    "model": "default",
    "target": None,
    "select": [],
    "ignore": [],
    "keep": [],
}


def _extensions() -> None:
    """The attributes of a Doc; kept in `user_data` as plain values, so that a Doc can still be stored."""
    doc = need("spacy.tokens", "spacy").Doc
    getters = {
        "result": _result, "normalized": lambda d: _result(d).text, "original": lambda d: _result(d).original,
        "edits": lambda d: _result(d).edits, "refusals": lambda d: _result(d).refusals,
    }  # fmt: skip
    for name, getter in getters.items():
        if not doc.has_extension(name):
            doc.set_extension(name, getter=getter)


def _store(doc: Any, result: Result) -> Any:
    doc.user_data[_KEY] = [result.original, line_of(entry_of(result, text=result.text)).decode()]
    return doc


def _result(doc: Any) -> Result:
    original, line = doc.user_data.get(_KEY, (doc.text, None))
    if line is None:
        return Result(original, doc.text)
    e = parse(line)
    return Result(original, e.text or "", e.edits, e.refusals, e.target, e.source, e.signature, e.id)


class Component:
    """The pipeline component."""

    def __init__(self, **options: Any) -> None:
        from normalize.normalizer import Normalizer

        _extensions()
        self.engine = Normalizer(**options)

    def __call__(self, doc: Any) -> Any:
        return _store(doc, self.engine(doc.text))

    def pipe(self, stream: Iterable[Any], batch_size: int = 64) -> Iterator[Any]:
        """Documents in batches."""
        minibatch = need("spacy.util", "spacy").minibatch
        for docs in minibatch(stream, batch_size):
            yield from map(_store, docs, self.engine.run([d.text for d in docs]))


def create(  # noqa: PLR0917
    nlp: Any, name: str, level: str, style: bool, lexicons: list[str], model: str, target: str | None, select: list[str],
    ignore: list[str], keep: list[str],
) -> Component:  # fmt: skip
    """The factory `normalize`, which spaCy finds by the package's entry point."""
    options = {"level": level, "style": style, "lexicons": lexicons, "model": model, "target": target}
    return Component(**options, select=select, ignore=ignore, keep=keep)


class RepairFirst:
    """A tokenizer around another: the text is cleaned, then tokenised."""

    def __init__(self, tokenizer: Any, **options: Any) -> None:
        from normalize.normalizer import Normalizer

        _extensions()
        self.tokenizer, self.engine = tokenizer, Normalizer(**options)

    def __call__(self, text: str) -> Any:
        result = self.engine(text)
        return _store(self.tokenizer(result.text), result)

    def pipe(self, texts: Iterable[str], batch_size: int = 64) -> Iterator[Any]:
        """Texts in batches."""
        for text in texts:
            yield self(text)

    def __getattr__(self, name: str) -> Any:
        """Everything else, storing included, is the inner tokenizer's."""
        if name in ("tokenizer", "engine"):
            raise AttributeError(name)
        return getattr(self.tokenizer, name)


def repair_first(nlp: Any, **options: Any) -> Any:
    """Put a `RepairFirst` around the tokenizer of a pipeline; the options are those of `Normalizer`."""
    need("spacy", "spacy")
    nlp.tokenizer = RepairFirst(nlp.tokenizer, **options)
    return nlp


def _register() -> None:
    """Tell spaCy of the factory; its entry point imports this module for that."""
    with contextlib.suppress(ReaderError):
        need("spacy", "spacy").Language.factory("normalize", default_config=_DEFAULTS, func=create)


_register()
