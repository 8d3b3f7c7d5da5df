"""HTML: the visible text is one document; the markup stays byte for byte."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import partial
from html.entities import html5

from normalize.adapters.formats import Format, Reader, Settings
from normalize.adapters.parts import Part, Run, to_raw

__all__ = ["FORMAT"]

_TAG = re.compile(
    r"""<!--(?:>|->|.*?(?:-->|--!>|\Z))       # comment
    |<!\[CDATA\[.*?(?:\]\]>|\Z)
    |<(?:[!?]|/[^A-Za-z])[^>]*(?:>|\Z)|</>    # doctype, processing instruction, bogus comment
    |<(/?)([A-Za-z][^\s/>]*)((?:[^>"'=]+|=\s*"[^"]*(?:"|\Z)|=\s*'[^']*(?:'|\Z)|=|["'])*)(?:>|\Z)""",
    re.VERBOSE | re.DOTALL,
)
_PIECE = re.compile(r"(?P<blank>[ \t\n\r\f]+)|&(?P<ref>#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[A-Za-z][A-Za-z0-9]{1,31};?)")
_LONGEST = 40  # characters of a reference: Python does not read numbers of thousands of digits
_NO_TRANSLATE = re.compile(r"""\btranslate\s*=\s*["']?no\b|\bclass\s*=\s*["'][^"']*\bnotranslate\b""", re.IGNORECASE)
_RAW_TEXT = {"script", "style", "textarea", "template", "noscript", "iframe", "xmp", "noembed", "noframes", "title"}
_CODE = {"code", "pre", "kbd", "samp", "var", "svg", "math", "object", "canvas", "select"}
_HIDDEN = _CODE | _RAW_TEXT - {"title", "noscript"}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
_INLINE = {
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "data", "del", "dfn", "em", "font", "i", "ins", "label", "mark",
    "q", "rb", "rp", "rt", "ruby", "s", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "wbr",
}  # fmt: skip


def _reference(ref: str) -> int:
    """How much of `ref`, which follows an ampersand, names a character; old names need no semicolon ("&ltx" is "<x")."""
    if ref[0] == "#" or ref in html5:
        return len(ref)
    return next((n for n in range(min(len(ref), 6), 1, -1) if ref[:n] in html5), 0)


def _character(reference: str) -> str:
    """What a character reference stands for; a number of no character, however long, for the replacement character."""
    return "\ufffd" if len(reference) > _LONGEST else html.unescape(reference)


class _Page:
    """Collects the visible text of a page and where it lies."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.text: list[str] = []
        self.runs: list[Run] = []
        self.size = 0

    def add(self, text: str, start: int, end: int) -> None:
        size = self.size + len(text)
        last = self.runs[-1] if self.runs else Run(0, 0, 0, 0)
        joins = last.raw_end == start and last.end - last.start == start - last.raw_start > 0
        if joins and len(text) == end - start > 0:
            self.runs[-1] = Run(last.start, size, last.raw_start, end)
        else:
            self.runs.append(Run(self.size, size, start, end))
        self.text.append(text)
        self.size = size

    def break_at(self, i: int) -> None:
        """A block begins or ends: the document has an empty line here, once."""
        if self.text and self.text[-1] != "\n\n":
            self.add("\n\n", i, i)

    def add_text(self, start: int, end: int) -> None:
        """Visible text: blanks count as one space, character references as what they stand for."""
        last = start
        for m in _PIECE.finditer(self.raw, start, end):
            size = 0 if m["blank"] else _reference(m["ref"])
            if not m["blank"] and not size:
                continue
            if m.start() > last:
                self.add(self.raw[last : m.start()], last, m.start())
            last = m.start() + 1 + size if size else m.end()
            if size:
                self.add(_character(self.raw[m.start() : last]), m.start(), last)
            else:
                self._blank(m.start(), last)
        if end > last:
            self.add(self.raw[last:end], last, end)

    def _blank(self, start: int, end: int) -> None:
        """White space at the edge of a block, or after other white space, is not shown."""
        if self.text and self.text[-1][-1:] not in (" ", "\n"):
            self.add(" ", start, end)


def _end_of(raw: str, name: str, start: int) -> int:
    """Where the text of a raw element such as script ends."""
    match = re.compile(rf"</{re.escape(name)}(?=[\s/>]|\Z)", re.IGNORECASE).search(raw, start)
    return match.start() if match else len(raw)


class _Open:
    """Counts the hidden elements that are open."""

    def __init__(self) -> None:
        self.stack: list[str] = []

    def tag(self, closing: bool, name: str, rest: str) -> None:
        if closing:
            if name in self.stack:
                del self.stack[len(self.stack) - 1 - self.stack[::-1].index(name) :]
        elif name not in _VOID and not rest.endswith("/") and len(self.stack) < 1000 and self._hides(name, rest):
            self.stack.append(name)

    def _hides(self, name: str, rest: str) -> bool:
        return bool(self.stack) or name in _HIDDEN or bool(_NO_TRANSLATE.search(rest))


def _scan(page: _Page) -> None:
    raw, hidden, at = page.raw, _Open(), 0
    while at < len(raw):
        lt = raw.find("<", at)
        match = _TAG.match(raw, lt) if lt >= 0 else None
        end = len(raw) if lt < 0 else lt if match else lt + 1
        if end > at and not hidden.stack:
            page.add_text(at, end)
        at = match.end() if match else end
        if not match:
            continue
        if name := (match[2] or "").lower():
            at = _element(page, hidden, match, name)


def _element(page: _Page, hidden: _Open, match: re.Match[str], name: str) -> int:
    """Handle one tag; return where the scan goes on."""
    if name not in _INLINE:
        page.break_at(match.start())
    hidden.tag(bool(match[1]), name, match[3])
    if match[1] or name not in _RAW_TEXT:
        return match.end()
    end = _end_of(page.raw, name, match.end())
    if name == "title" and not hidden.stack:
        page.add_text(match.end(), end)
    return end


def _escape(codec: str, text: str) -> str:
    """Spell a replacement so that the page's encoding can hold it."""
    return html.escape(text, quote=False).encode(codec, "xmlcharrefreplace").decode(codec)


def visible(raw: str, codec: str = "utf-8") -> Part:
    """The page as a part whose document is what a reader sees.

    >>> visible("<p>Mayor of<br>Boutsa &amp; <b>Irpin</b></p><script>x</script>").text
    'Mayor of\\n\\nBoutsa & Irpin\\n\\n'
    """
    page = _Page(raw)
    _scan(page)
    return Part(raw, "".join(page.text), runs=tuple(page.runs), escape=partial(_escape, codec), finish=to_raw)


def _parts(reader: Reader, settings: Settings) -> Iterator[Part]:
    raw = reader.text()
    yield visible(raw, reader.encoding.name)


FORMAT = Format("html", (".html", ".htm", ".xhtml"), rows=False, parts=_parts)
