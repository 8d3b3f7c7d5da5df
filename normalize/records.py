"""The records that flow through the pipeline. Start reading here.

    Document text ── finders ──> Candidate(Option(Evidence)) ── decide ──> Edit | Refusal ──> Result

All offsets are code points of a Python `str`, half-open: `text[start:end]`.
"""

from __future__ import annotations

import difflib
from bisect import bisect_right
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Level = Literal["safe", "likely", "hint"]
LEVELS: tuple[Level, ...] = ("safe", "likely", "hint")

CATEGORIES = (
    "name.person", "name.place", "name.org", "glued", "casing", "quotes", "spacing", "article",
    "number", "residue", "repetition", "term", "encoding", "style",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Evidence:
    """A named reason for (positive weight) or against (negative weight) an option, in log-odds."""

    name: str
    weight: float
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One possible replacement of a candidate's span, with what speaks for and against it.

    `cap` is the best level that the option may reach, whatever its confidence; `company`, the share (0..1) of the evidence of repaired
    names nearby that counts for it: that a word is garbled does not tell of what.
    """

    replacement: str
    evidence: tuple[Evidence, ...] = ()
    entity: str | None = None
    cap: Level = "safe"
    company: float = 1.0

    @property
    def score(self) -> float:
        """Sum of the evidence, in log-odds."""
        return sum(e.weight for e in self.evidence)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A suspicious span `[start, end)` of the input and the options for it."""

    start: int
    end: int
    rule: str
    category: str
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """An applied replacement. `start`/`end` are code points of the input, `out_start`/`out_end` of the output."""

    start: int
    end: int
    original: str
    replacement: str
    out_start: int
    out_end: int
    rule: str
    category: str
    level: Level
    confidence: float
    entity: str | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A suspicious span that was left alone: why, and the best option that was refused (`None`: there was none)."""

    start: int
    end: int
    original: str
    best: str | None
    rule: str
    category: str
    level: Level | None
    confidence: float
    reason: str
    entity: str | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What `normalize` returns for one document. All offsets are code points: `edits` and `refusals` speak of the input, `out_…` of `text`.

    >>> from normalize.edits import apply
    >>> text, edits = apply("in Boutsa, Kyiv", [(3, 9, "Bucha", "variant", "name.place", "safe", 0.99, "bucha", ())])
    >>> r = Result("in Boutsa, Kyiv", text, edits, target="en")
    >>> r.text, r.revert(), r.map_offset(11), r.to_dict()["edits"][0]["out_end"]
    ('in Bucha, Kyiv', 'in Boutsa, Kyiv', 10, 8)
    >>> print(r.diff(), end="")
    --- document
    +++ document
    @@ -1 +1 @@
    -in Boutsa, Kyiv
    +in Bucha, Kyiv
    """

    original: str = field(repr=False)
    text: str
    edits: tuple[Edit, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    target: str | None = None
    source: str | None = None
    signature: str = ""
    id: str | None = None

    def revert(self) -> str:
        """Rebuild the input from `text` and the `original` of every edit; equal to the input, code point for code point."""
        parts, last = [], 0
        for e in self.edits:
            parts += [self.text[last : e.out_start], e.original]
            last = e.out_end
        return "".join(parts) + self.text[last:]

    def map_offset(self, i: int) -> int:
        """Map a position of the input (code points, 0 ≤ i ≤ len(input)) to the output.

        A position inside an edit maps to the end of its replacement, except the edit's start, which maps to its start:
        so a span that covers an edit still covers it afterwards. Raises `IndexError` outside the range.
        """
        if not 0 <= i <= len(self.original):
            raise IndexError(f"offset {i} is outside the document (0..{len(self.original)})")
        k = bisect_right([e.start for e in self.edits], i) - 1
        if k < 0:
            return i
        e = self.edits[k]
        if i == e.start:
            return e.out_start
        return e.out_end if i < e.end else e.out_end + (i - e.end)

    def diff(self, context: int = 1) -> str:
        """Return a unified diff of input and output, line by line; empty if nothing was edited."""
        name = self.id or "document"
        a, b = (t.splitlines(keepends=True) for t in (self.original, self.text))
        lines = difflib.unified_diff(a, b, name, name, n=context)
        return "".join(x if x.endswith("\n") else x + "\n" for x in lines)

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain JSON-ready values; the input itself is not repeated (see `revert`)."""
        d = asdict(self)
        del d["original"]
        return d
