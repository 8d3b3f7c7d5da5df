"""Parquet: one document a row, in one string column; the other columns, the schema and the row groups stay."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import IO, Any

from normalize.adapters import need
from normalize.adapters.formats import Format, Settings, Sink
from normalize.adapters.parts import Part
from normalize.errors import ReaderError
from normalize.records import Result

__all__ = ["FORMAT"]


def _text_of(part: Part, result: Result) -> tuple[Result, str]:
    return result, result.text


class _Parquet:
    """An open Parquet file. The rows of a group wait in `_groups` until all of their texts came back."""

    def __init__(self, stream: IO[bytes], settings: Settings) -> None:
        pq = need("pyarrow.parquet", "parquet")
        seekable = isinstance(stream, io.BufferedReader) and stream.seekable()
        self._file = pq.ParquetFile(stream if seekable else io.BytesIO(stream.read()))
        self._field = settings.field
        self._groups: list[Any] = []
        self._check()

    @property
    def schema(self) -> Any:
        return self._file.schema_arrow

    def _check(self) -> None:
        names = self.schema.names
        if self._field not in names:
            raise ReaderError(f"there is no column {self._field!r}; there are: {', '.join(names)}; choose with --field")
        kind = str(self.schema.field(self._field).type)
        if kind not in ("string", "large_string", "string_view"):
            raise ReaderError(f"the column {self._field!r} holds {kind}, not text; choose another with --field")

    def parts(self) -> Iterator[Part]:
        row = 0
        for g in range(self._file.num_row_groups):
            table = self._file.read_row_group(g)
            self._groups.append(table)
            ids = table.column("id").to_pylist() if "id" in table.column_names else None
            for i, text in enumerate(table.column(self._field).to_pylist()):
                row += 1
                record = ids[i] if ids and isinstance(ids[i], (str, int)) else None
                yield Part("", text or None, row, record, finish=_text_of)

    def sink(self, stream: Any, *, begun: bool = False) -> Sink:
        return _Sink(self._file, self._groups, self._field, stream)


def _codecs(meta: Any) -> dict[str, str]:
    """Compression per column, as in the first row group."""
    if not meta.num_row_groups:
        return {}
    columns = map(meta.row_group(0).column, range(meta.num_columns))
    return {c.path_in_schema: "NONE" if c.compression == "UNCOMPRESSED" else c.compression for c in columns}


class _Sink:
    def __init__(self, file: Any, groups: list[Any], field: str, stream: Any) -> None:
        pq = need("pyarrow.parquet", "parquet")
        self._field, self._groups, self._texts = field, groups, list[str]()
        self._schema = file.schema_arrow
        self._writer = pq.ParquetWriter(stream, self._schema, compression=_codecs(file.metadata) or "snappy")

    def write(self, part: Part, new: str) -> None:
        self._texts.append(new)
        self._flush_full()

    def _flush_full(self) -> None:
        pa = need("pyarrow", "parquet")
        while self._groups and len(self._texts) >= len(self._groups[0]):
            table = self._groups.pop(0)
            size = len(table)
            old = table.column(self._field)
            texts = [None if o is None else n for o, n in zip(old.to_pylist(), self._texts[:size], strict=True)]
            del self._texts[:size]
            i = table.column_names.index(self._field)
            new = table.set_column(i, self._schema.field(self._field), pa.array(texts, type=old.type))
            self._writer.write_table(new, row_group_size=max(size, 1))

    def close(self) -> None:
        self._flush_full()
        self._writer.close()


FORMAT = Format("parquet", (".parquet", ".pq"), rows=True, table=_Parquet)
