"""Build the page from a log. All text reaches it as JSON data, never as markup."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from normalize.adapters.log import Entry
from normalize.adapters.streams import AtomicFile
from normalize.adapters.texts import results
from normalize.records import Edit, Refusal, Result

__all__ = ["LIMIT", "page_data", "write_report"]

LIMIT = 20_000
"""Items that a page holds at most; a browser stays quick with them."""
_LONG, _EDGE = 6_000, 2_000
_ITEM = {"original": "o", "rule": "rule", "category": "cat", "level": "lvl", "entity": "ent", "start": "s", "end": "e"}
_HERE = Path(__file__).parent

Segment = str | int | list[int]
"""Text that both sides have, the number of an item, or [n]: n characters that are not shown."""


@dataclass(slots=True)
class _Page:
    docs: list[dict[str, Any]] = field(default_factory=list)
    items: list[dict[str, Any]] = field(default_factory=list)
    documents: int = 0
    edits: int = 0
    refusals: int = 0
    signatures: set[str] = field(default_factory=set)


def _item(x: Edit | Refusal, doc: int, text: str | None) -> dict[str, Any]:
    around = {} if text is None else {"b": _line(text[max(0, x.start - 24) : x.start]), "f": _line(text[x.end : x.end + 24])}
    d = around | {short: getattr(x, name) for name, short in _ITEM.items()}
    d |= {"d": doc, "c": round(x.confidence, 4), "ev": [[e.name, round(e.weight, 2), e.detail] for e in x.evidence]}
    if isinstance(x, Edit):
        return d | {"k": "edit", "n": x.replacement}
    return d | {"k": "refusal", "n": x.best, "why": x.reason}


def _line(text: str) -> str:
    return text.replace("\r", " ").replace("\n", " ")


def _plain(text: str) -> Iterator[Segment]:
    """Text between items; a long stretch is cut in its middle."""
    if len(text) <= _LONG:
        if text:
            yield text
        return
    yield text[:_EDGE]
    yield [len(text) - 2 * _EDGE]
    yield text[-_EDGE:]


def _segments(text: str, spans: list[tuple[int, int, int]]) -> list[Segment]:
    """The input cut at the items; an item inside another's span is only listed."""
    out, last = list[Segment](), 0
    for start, end, number in spans:
        if start >= last:
            out += [*_plain(text[last:start]), number]
            last = end
    return [*out, *_plain(text[last:])]


def _add(page: _Page, entry: Entry, result: Result | None) -> None:
    """Add a document with its edits and its refusals; one without either is only counted."""
    page.documents += 1
    page.edits += len(entry.edits)
    page.refusals += len(entry.refusals)
    page.signatures.add(entry.signature)
    found: list[Edit | Refusal] = [*entry.edits, *entry.refusals]
    if not found or len(page.items) >= LIMIT:
        return
    numbers = range(len(page.items), len(page.items) + len(found))
    spans = sorted((x.start, isinstance(x, Refusal), x.end, i) for i, x in zip(numbers, found, strict=True))
    page.items += [_item(x, len(page.docs), result.original if result else None) for x in found]
    segments = _segments(result.original, [(s, e, i) for s, _, e, i in spans]) if result else None
    page.docs.append({"id": entry.id or "document", "target": entry.target, "source": entry.source, "segs": segments})


def page_data(log: Path) -> dict[str, Any]:
    """What the page shows, as JSON-ready values."""
    page = _Page()
    for entry, result in results(log):
        _add(page, entry, result)
    totals = {"documents": page.documents, "edits": page.edits, "refusals": page.refusals}
    signatures = sorted(page.signatures)
    return {"log": str(log), "signatures": signatures, "totals": totals, "docs": page.docs, "items": page.items}


def _json(data: dict[str, Any]) -> str:
    """JSON that cannot end its own script element, with lone surrogates as escapes."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return re.sub("[\ud800-\udfff\u2028\u2029]", lambda m: f"\\u{ord(m[0]):04x}", text)


def _html(data: dict[str, Any]) -> str:
    template, style, script = ((_HERE / f"page.{s}").read_text(encoding="utf-8") for s in ("html", "css", "js"))
    parts = {"STYLE": style, "SCRIPT": script, "DATA": _json(data)}
    return re.sub(r"\{\{([A-Z]+)\}\}", lambda m: parts[m[1]], template)


def write_report(log: Path, out: Path, name: str | None = None) -> str:
    """Write the page for a log; return a sentence about it. `name` is what the page calls the log."""
    data = page_data(log)
    data["log"] = name or data["log"]
    with AtomicFile(out) as file:
        file.stream.write(_html(data).encode())
    t, shown = data["totals"], len(data["items"])
    more = "" if shown >= t["edits"] + t["refusals"] else f"; the first {shown:,} are on the page"
    return f"{t['edits']:,} edits and {t['refusals']:,} refusals in {t['documents']:,} documents{more}"
