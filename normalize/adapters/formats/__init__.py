"""File formats: one module each, found by where it lies; adding a format edits no other file.

A format module defines `FORMAT`, a `Format`. A *text* format gives `parts(reader, settings)`: it reads lines or the whole text
and yields `Part`s whose `raw` strings, joined, are the file. A *binary* format gives `table(stream, settings)` instead.
"""

from __future__ import annotations

import importlib
import io
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import IO, Any, Protocol

from normalize.adapters.encoding import Encoding, detect
from normalize.adapters.parts import Part
from normalize.adapters.streams import COMPRESSED, Rest
from normalize.errors import OptionError, ReaderError

__all__ = ["Format", "Reader", "Settings", "Sink", "Table", "TextTable", "format_of", "known_suffixes", "load_formats"]

_SAMPLE = 1 << 20


@dataclass(frozen=True, slots=True)
class Settings:
    """How files are read. `field`: the JSON key, CSV or Parquet column with the text; `None` elsewhere: found from the file."""

    field: str = "text"
    format: str | None = None
    encoding: str | None = None
    max_file_size: int | None = None


class Reader:
    """The text of a stream, whole or by lines, decoded with the encoding that its first bytes show."""

    def __init__(self, stream: IO[bytes], encoding: str | None = None) -> None:
        self._wanted, self._stream = encoding, stream
        self._head = stream.read(_SAMPLE)
        self.encoding = Encoding("utf-8")

    def text(self) -> str:
        """All of it. The newlines stay as they are."""
        data = self._head + self._stream.read()
        self.encoding = detect(data, self._wanted)
        return self.encoding.decode(data[len(self.encoding.bom) :])

    def lines(self) -> Iterator[str]:
        """Line by line, cut at LF only, each with its end."""
        self.encoding = detect(self._head, self._wanted, complete=len(self._head) < _SAMPLE)
        buffered = io.BufferedReader(Rest(self._head[len(self.encoding.bom) :], self._stream), 1 << 18)
        self._head = b""
        if self.encoding.wide:
            return iter(io.TextIOWrapper(buffered, self.encoding.name, newline="\n"))
        return map(self.encoding.decode, buffered)


class Sink(Protocol):
    """Where the parts of one file go."""

    def write(self, part: Part, new: str) -> None:
        """Take a part; `new` is its new raw text."""

    def close(self) -> None:
        """Write what is left; the stream stays open."""


class Table(Protocol):
    """An open file of any format."""

    def parts(self) -> Iterator[Part]:
        """Its parts, in order."""

    def sink(self, stream: Any, *, begun: bool = False) -> Sink:
        """A writer of the same format; asked for after the first part was read. `begun`: it goes on with a file (text formats only)."""


@dataclass(frozen=True, slots=True)
class Format:
    """A file format. `rows`: a file holds many documents, each with a row number."""

    name: str
    suffixes: tuple[str, ...]
    rows: bool
    parts: Callable[[Reader, Settings], Iterator[Part]] | None = None
    table: Callable[[IO[bytes], Settings], Table] | None = None

    @property
    def appends(self) -> bool:
        """Whether a file that was written in part can be gone on with, so that a large one is not begun again."""
        return self.rows and self.table is None

    def open(self, stream: IO[bytes], settings: Settings) -> Table:
        """Begin to read a file of this format."""
        return self.table(stream, settings) if self.table else TextTable(self, stream, settings)


class TextTable:
    """An open file of a text format."""

    def __init__(self, fmt: Format, stream: IO[bytes], settings: Settings) -> None:
        self._format, self._settings = fmt, settings
        self._reader = Reader(stream, settings.encoding)

    def parts(self) -> Iterator[Part]:
        assert self._format.parts is not None
        return self._format.parts(self._reader, self._settings)

    def sink(self, stream: Any, *, begun: bool = False) -> Sink:
        return _TextSink(stream, self._reader.encoding, begun)


class _TextSink:
    def __init__(self, stream: Any, encoding: Encoding, begun: bool) -> None:
        self._stream, self._codec = stream, encoding.name
        if not begun:
            stream.write(encoding.bom)

    def write(self, part: Part, new: str) -> None:
        self._stream.write(new.encode(self._codec))

    def close(self) -> None:
        pass


@cache
def load_formats() -> dict[str, Format]:
    """Import every module of this package that defines `FORMAT`; by name."""
    modules = (importlib.import_module(f"{__name__}.{i.name}") for i in pkgutil.iter_modules(__path__))
    return {m.FORMAT.name: m.FORMAT for m in modules if hasattr(m, "FORMAT")}


@cache
def known_suffixes() -> dict[str, Format]:
    """Format by lower-case suffix."""
    return {s: f for f in load_formats().values() for s in f.suffixes}


def named_format(name: str) -> Format:
    """The format with this name; an unknown one is an `OptionError` that names the nearest."""
    formats = load_formats()
    if name in formats:
        return formats[name]
    near = get_close_matches(name, formats, 1, 0.5)
    hint = f"did you mean {near[0]!r}?" if near else "there are: " + ", ".join(sorted(formats))
    raise OptionError(f"there is no format {name!r}; {hint}")


def format_of(path: Path, name: str | None = None) -> Format:
    """The format of a file, by `name` or else by its suffix, a suffix of compression aside.

    >>> format_of(Path("a/b.jsonl.gz")).name
    'jsonl'
    """
    if name:
        return named_format(name)
    suffixes = [s.lower() for s in path.suffixes]
    while suffixes and suffixes[-1] in COMPRESSED:
        suffixes.pop()
    if suffixes and (fmt := known_suffixes().get(suffixes[-1])):
        return fmt
    names = ", ".join(sorted(load_formats()))
    raise ReaderError(f"{path}: the format is not known from its name; say it with --format ({names})")
