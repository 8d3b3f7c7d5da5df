"""Bytes in, bytes out: compression, readers that name the file in every error, and files that appear whole or not at all."""

from __future__ import annotations

import bz2
import contextlib
import gzip
import hashlib
import io
import lzma
import os
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, BinaryIO

from normalize.adapters import need
from normalize.errors import NormalizeError, ReaderError

__all__ = ["TEMP_SUFFIX", "AtomicFile", "Rest", "compressed", "opened", "reading", "sync_path", "temp_of"]

TEMP_SUFFIX = ".normalize-tmp"
COMPRESSED = (".gz", ".zst", ".xz", ".bz2")


def compressed(path: Path) -> bool:
    """Whether the name says that the file is compressed."""
    return path.suffix.lower() in COMPRESSED


def _message(error: BaseException) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"it is not {error.encoding} (byte 0x{error.object[error.start]:02x}); name its encoding with --encoding"
    if isinstance(error, UnicodeEncodeError):
        bad = error.object[error.start : error.start + 1]
        return f"{bad!r} cannot be written in {error.encoding}; convert the file to UTF-8 first"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return str(error) or type(error).__name__


@contextlib.contextmanager
def reading(name: object) -> Iterator[None]:
    """Turn whatever goes wrong with a file into a `ReaderError` that names it."""
    try:
        yield
    except ReaderError as e:
        raise ReaderError(f"{name}: {e}" if not str(e).startswith(str(name)) else str(e)) from e
    except (NormalizeError, BrokenPipeError):
        raise
    except (OSError, EOFError, UnicodeError, zlib.error, lzma.LZMAError) as e:
        raise ReaderError(f"{name}: {_message(e)}") from e
    except Exception as e:
        if type(e).__module__.startswith(("zstandard", "zstd", "pyarrow")):
            raise ReaderError(f"{name}: {_message(e)}") from e
        raise


class _Zstd(io.RawIOBase):
    """Reads all frames of a .zst file; one that was cut off is an error, which the library's own reader passes over."""

    def __init__(self, path: Path) -> None:
        self._new = need("zstandard", "zst").ZstdDecompressor().decompressobj
        self._file, self._ready, self._rest = path.open("rb"), b"", b""
        self._frame: Any = None

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self._file.close()
        super().close()

    def _fill(self) -> bool:
        """Decompress a little more; `False` at the end."""
        data = self._rest or self._file.read(1 << 16)
        if not data:
            if self._frame is not None:
                raise EOFError("the compressed file was cut off; get it again")
            return False
        self._frame = self._frame or self._new()
        self._ready, self._rest = self._frame.decompress(data), b""
        if self._frame.eof:
            self._rest, self._frame = self._frame.unused_data, None
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._ready:
            if not self._fill():
                return 0
        view = memoryview(buffer)
        taken, self._ready = self._ready[: len(view)], self._ready[len(view) :]
        view[: len(taken)] = taken
        return len(taken)


def opened(path: Path) -> IO[bytes]:
    """Open a file for reading, decompressed by its suffix."""
    match path.suffix.lower():
        case ".gz":
            return io.BufferedReader(gzip.GzipFile(path, "rb"))
        case ".xz":
            return lzma.open(path, "rb")
        case ".bz2":
            return bz2.open(path, "rb")
        case ".zst":
            return io.BufferedReader(_Zstd(path), 1 << 18)
    return path.open("rb")


def _compressor(stream: BinaryIO, suffix: str) -> Any:
    """A writer that compresses into `stream`; no time or name in the header, so equal text gives equal bytes."""
    match suffix:
        case ".gz":
            return gzip.GzipFile("", "wb", 1, stream, mtime=0)
        case ".xz":
            return lzma.LZMAFile(stream, "wb", preset=1)
        case ".bz2":
            return bz2.BZ2File(stream, "wb")
        case ".zst":
            return need("zstandard", "zst").ZstdCompressor(level=3).stream_writer(stream, closefd=False)
    return stream


class Rest(io.RawIOBase):
    """A stream whose first bytes were already read (to find its encoding)."""

    def __init__(self, head: bytes, stream: IO[bytes]) -> None:
        self._head, self._stream = head, stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer)
        if not self._head:
            self._head = self._stream.read1(len(view)) if hasattr(self._stream, "read1") else self._stream.read(len(view))
        taken = self._head[: len(view)]
        self._head = self._head[len(view) :]
        view[: len(taken)] = taken
        return len(taken)


def sync_path(path: Path) -> None:
    """Make what was written to a file, or the renames in a folder, last on the disk."""
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def temp_of(path: Path) -> Path:
    """The name under which a file is written; always the same for a file, so that what a kill leaves is written over."""
    short = hashlib.sha256(path.name.encode("utf-8", "surrogateescape")).hexdigest()[:12]
    return path.with_name(f".{short}{TEMP_SUFFIX}")


class AtomicFile:
    """Write beside `path` and rename at the end: whoever reads `path` sees the old file or the new one, never a part.

    `keep`: go on after this many bytes of what an earlier run left.
    """

    def __init__(self, path: Path, *, like: Path | None = None, keep: int = 0) -> None:
        self.path = path.resolve() if path.is_symlink() else path
        self.temp = temp_of(self.path)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if self.path.is_dir():
            raise ReaderError(f"{self.path}: there is a folder of this name; remove it or choose another output")
        self._file = self.temp.open("r+b" if keep else "wb")
        self._file.truncate(keep)
        self._file.seek(keep)
        if like is not None:
            shutil.copymode(like, self.temp)
        self.stream = _compressor(self._file, self.path.suffix.lower())

    def save(self) -> int:
        """Make what was written so far last on the disk and return its size; `stream` is another one afterwards.

        Compressed files get a new member here, so that what follows does not depend on what came before.
        """
        if self.stream is not self._file:
            self.stream.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        size = self._file.tell()
        self.stream = _compressor(self._file, self.path.suffix.lower())  # may write a header at once
        return size

    def leave(self) -> None:
        """Stop writing; what was saved can be gone on with."""
        with contextlib.suppress(Exception):
            self._file.close()

    def finish(self) -> None:
        """Write everything, under the temporary name; `sync` then makes it last."""
        if self.stream is not self._file:
            self.stream.close()
        self._file.close()

    def sync(self) -> None:
        """Make the finished file last on the disk."""
        sync_path(self.temp)

    def rename(self) -> None:
        """Give the finished file its name."""
        os.replace(self.temp, self.path)

    def discard(self) -> None:
        """Leave no trace."""
        with contextlib.suppress(Exception):
            self._file.close()
        with contextlib.suppress(OSError):
            self.temp.unlink()

    def commit(self) -> None:
        """Finish and rename."""
        self.finish()
        self.sync()
        self.rename()
        with contextlib.suppress(OSError):
            sync_path(self.path.parent)

    def __enter__(self) -> AtomicFile:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self.commit()
        else:
            self.discard()
