"""Plain text and Markdown: the file is one document."""

from __future__ import annotations

from collections.abc import Iterator

from normalize.adapters.formats import Format, Reader, Settings
from normalize.adapters.parts import Part, whole

__all__ = ["FORMAT"]


def _parts(reader: Reader, settings: Settings) -> Iterator[Part]:
    yield whole(reader.text())


FORMAT = Format("text", (".txt", ".text", ".md", ".markdown", ".rst"), rows=False, parts=_parts)
