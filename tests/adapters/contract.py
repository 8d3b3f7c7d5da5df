"""The contract of all adapters: the same texts and the same edits as the core, whatever the way in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from normalize import Normalizer
from normalize.adapters.batch import edit_row

OPTIONS: dict[str, Any] = {"level": "likely", "target": "en"}
TEXTS = [
    "Ukrainian Foreign Minister Dmytro Koulemba spoke of Boutsa and Irpin.",
    "😀 In Boutsa, near Kyiv, Ukraine's army found graves.\r\nLate news: e\u0301clat.",
    "",
    "The king of Bhutan received the guests in Thimphu.",
    "בוצ׳ה ואירפין — \u200dنص عربي",
    "THE German minister said he went to Kyiv with a aide .",
    "<script>alert('Boutsa in Ukraine')</script>",
]
IDS = [f"d{i}" for i in range(len(TEXTS))]
Row = tuple[str, list[dict[str, Any]]]


def plain(edits: Any) -> list[dict[str, Any]]:
    """Edits of any adapter as plain values."""
    rows = [e.asDict(True) if hasattr(e, "asDict") else dict(e) for e in edits]
    return [{**r, "evidence": [dict(x) for x in r["evidence"]]} for r in rows]


def check(run: Callable[[Sequence[str], Sequence[str]], Sequence[Row]]) -> None:
    """`run(texts, ids)` gives text and edits of each row, in order."""
    expect = [(r.text, [edit_row(e) for e in r.edits]) for r in Normalizer(**OPTIONS).run(zip(IDS, TEXTS, strict=True))]
    assert any(edits for _, edits in expect)
    assert [(text, plain(edits)) for text, edits in run(TEXTS, IDS)] == expect
