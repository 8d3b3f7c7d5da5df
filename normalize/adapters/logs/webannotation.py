"""The log as W3C Web Annotations (JSON-LD): one AnnotationPage a document, on one line."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from normalize.adapters.logs import Writer
from normalize.edits import Change, apply
from normalize.errors import ReaderError
from normalize.records import Edit, Evidence, Result

__all__ = ["WRITER", "page", "read_page"]

_CONTEXT = ["http://www.w3.org/ns/anno.jsonld", {"n": "urn:mt-normalize:"}]
_AROUND = 32


def _annotation(result: Result, source: str, e: Edit, number: int) -> dict[str, Any]:
    text = result.original
    quoted = {"type": "TextQuoteSelector", "exact": e.original, "prefix": text[max(0, e.start - _AROUND) : e.start],
              "suffix": text[e.end : e.end + _AROUND]}  # fmt: skip
    return {
        "id": f"{source}#edit-{number}",
        "type": "Annotation",
        "motivation": "editing",
        "body": {"type": "TextualBody", "value": e.replacement, "purpose": "editing", "format": "text/plain"},
        "target": {"source": source, "selector": [{"type": "TextPositionSelector", "start": e.start, "end": e.end}, quoted]},
        "n:rule": e.rule,
        "n:category": e.category,
        "n:level": e.level,
        "n:confidence": e.confidence,
        "n:entity": e.entity,
        "n:evidence": [{"n:name": x.name, "n:weight": x.weight, "n:detail": x.detail} for x in e.evidence],
    }


def page(result: Result) -> str:
    """The document's annotations; positions are code points of the input, as the standard has it."""
    source = "urn:mt-normalize:document:" + quote(result.id or "", safe="")
    items = [_annotation(result, source, e, i) for i, e in enumerate(result.edits, 1)]
    value = {"@context": _CONTEXT, "id": f"{source}#page", "type": "AnnotationPage", "items": items}
    return json.dumps(value, ensure_ascii=not _is_utf8(result.text + result.original), separators=(",", ":")) + "\n"


def _is_utf8(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= c <= "\udfff" for c in text)


def read_page(line: str, original: str) -> tuple[str, tuple[Edit, ...]]:
    """The cleaned text and the edits, from the annotations and the input text; a `ReaderError` where they do not fit it."""
    try:
        return apply(original, _changes(line))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, AssertionError, RecursionError) as e:
        raise ReaderError(f"these are no annotations of this text ({e}); give what the format webannotation wrote") from e


def _changes(line: str) -> list[Change]:
    changes: list[Change] = []
    for a in json.loads(line)["items"]:
        at = a["target"]["selector"][0]
        proof = tuple(Evidence(x["n:name"], x["n:weight"], x["n:detail"]) for x in a["n:evidence"])
        what = (a["n:rule"], a["n:category"], a["n:level"], a["n:confidence"], a["n:entity"], proof)
        changes.append((at["start"], at["end"], a["body"]["value"], *what))
    return changes


WRITER = Writer("webannotation", page)
