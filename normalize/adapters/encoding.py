"""Which encoding a file is in, found from its bytes and kept when it is written again."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from normalize.adapters import need
from normalize.errors import OptionError, ReaderError

__all__ = ["Encoding", "detect"]

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe\x00\x00", "utf-32-le"), (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"),
)  # fmt: skip
_REMEDY = "name it with --encoding (for example --encoding cp1252) or convert the file to UTF-8"


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec and the byte-order mark that stood before the text (`b""`: none)."""

    name: str
    bom: bytes = b""

    @property
    def wide(self) -> bool:
        """Whether a newline takes more than one byte (UTF-16, UTF-32)."""
        return self.name.startswith(("utf-16", "utf-32"))

    def decode(self, data: bytes) -> str:
        """Decode `data` (without the mark), and refuse bytes that would not come out the same again."""
        text = data.decode(self.name)
        if self.name != "utf-8" and text.encode(self.name) != data:
            raise ReaderError(f"the bytes are not plain {self.name}; {_REMEDY}")
        return text


def _named(name: str, data: bytes) -> Encoding:
    """The encoding that the caller named; a byte-order mark that fits it is kept."""
    try:
        codec = codecs.lookup(name).name
        "".encode(codec)  # refuses codecs that are no encodings of text, such as rot13
    except LookupError:
        raise OptionError(f"there is no encoding {name!r}; try utf-8, utf-16, cp1252 or latin-1") from None
    codec = "utf-8" if codec == "utf-8-sig" else codec
    for bom, known in _BOMS:
        if data.startswith(bom) and known.startswith(codec):
            return Encoding(known, bom)
    return Encoding(f"{codec}-le" if codec in ("utf-16", "utf-32") else codec)


def _is_utf8(data: bytes, complete: bool) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data, complete)
    except UnicodeDecodeError:
        return False
    return True


def _guess(data: bytes) -> Encoding:
    """Ask charset-normalizer; it is only asked when UTF-8 fails."""
    if b"\0" in data:
        raise ReaderError(f"it looks like a binary file or UTF-16 without a mark; {_REMEDY}")
    try:
        best = need("charset_normalizer", "encodings").from_bytes(data).best()
    except ReaderError as e:
        raise ReaderError(f"it is not UTF-8; {_REMEDY}; to have it guessed, {e.args[0].split('; ')[1]}") from e
    if best is None:
        raise ReaderError(f"its encoding cannot be told; {_REMEDY}")
    return Encoding(codecs.lookup(best.encoding).name)


def detect(data: bytes, name: str | None = None, *, complete: bool = True) -> Encoding:
    """Find the encoding of `data`, the beginning of a file or (`complete`) all of it.

    A byte-order mark decides; then UTF-8 if it decodes; else charset-normalizer where it is installed.

    >>> detect("Буча".encode()), detect(b"\\xef\\xbb\\xbfBucha")
    (Encoding(name='utf-8', bom=b''), Encoding(name='utf-8', bom=b'\\xef\\xbb\\xbf'))
    >>> detect(b"caf\\xe9", "latin-1").name
    'iso8859-1'
    """
    if name is not None:
        return _named(name, data)
    for bom, codec in _BOMS:
        if data.startswith(bom):
            return Encoding(codec, bom)
    nuls = data[:4096].count(0)
    if _is_utf8(data, complete) and nuls * 8 <= len(data[:4096]):
        return Encoding("utf-8")
    return _guess(data)
