"""One batch of rows through the engine: what all adapters to tables and pipelines share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from normalize.adapters import need
from normalize.errors import OptionError
from normalize.records import Edit, Result

if TYPE_CHECKING:
    from normalize.normalizer import Normalizer

__all__ = ["Batch", "edit_row"]

_INTS, _STRINGS = ("start", "end", "out_start", "out_end"), ("original", "replacement", "rule", "category", "level", "entity")


_engines: dict[tuple[str, ...], Normalizer] = {}
"""The engines that came into this process, so that many tasks (of Spark, say) share one: what it has loaded and found stays."""


def _shared(engine: Normalizer) -> Normalizer:
    return _engines.setdefault((engine.signature, engine.model, *engine.lexicons), engine)


def edit_row(e: Edit) -> dict[str, Any]:
    """An edit as plain values, the same in every table; offsets are code points."""
    return {**asdict(e), "evidence": [asdict(x) for x in e.evidence]}


class Batch:
    """A picklable normalizer of columns. All copies with equal options that come into one process share one `Normalizer`.

    column: the texts; id_column, target_column: ids and target languages, where the rows have them; edits: the column of edits
    that is added. Other options go to `Normalizer`. A missing text (`None`) stays missing.
    """

    def __init__(
        self,
        column: str = "text",
        *,
        id_column: str | None = None,
        target_column: str | None = None,
        edits: str = "edits",
        **options: Any,
    ) -> None:
        from normalize.normalizer import Normalizer

        if edits == column:
            raise OptionError(f"the column {column!r} cannot hold both the texts and the edits; name another with edits=")
        self.column, self.id_column, self.target_column, self.edits = column, id_column, target_column, edits
        self.engine = Normalizer(**options)

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state, engine=_shared(state["engine"]))

    def results(
        self, texts: Sequence[str | None], ids: Iterable[Any] | None = None, targets: Iterable[Any] | None = None
    ) -> list[Result | None]:
        """The results of a column, in order."""
        n = len(texts)
        rows = zip(texts, ids or [None] * n, targets or [None] * n, strict=True)
        done = self.engine.run({"text": t, "id": i, "target": g} for t, i, g in rows if t is not None)
        return [None if t is None else next(done) for t in texts]

    def columns(self, rows: Mapping[str, Sequence[Any]]) -> tuple[list[str | None], list[list[dict[str, Any]]]]:
        """Cleaned texts and edits of a batch given as columns."""
        if self.column not in rows:
            raise OptionError(f"there is no column {self.column!r}; there are: {', '.join(rows)}")
        ids = rows[self.id_column] if self.id_column else None
        results = self.results(rows[self.column], ids, rows[self.target_column] if self.target_column else None)
        return [r.text if r else None for r in results], [[edit_row(e) for e in r.edits] if r else [] for r in results]

    def arrow_type(self) -> Any:
        """Arrow type of the column of edits."""
        pa = need("pyarrow", "parquet")
        evidence = pa.struct([("name", pa.string()), ("weight", pa.float64()), ("detail", pa.string())])
        fields = {n: pa.int64() for n in _INTS} | {n: pa.string() for n in _STRINGS}
        fields |= {"confidence": pa.float64(), "evidence": pa.list_(evidence)}
        return pa.list_(pa.struct([(n, fields[n]) for n in Edit.__dataclass_fields__]))

    def arrow(self, table: Any) -> Any:
        """An Arrow table or record batch with the texts cleaned and the column of edits added."""
        pa = need("pyarrow", "parquet")
        names = [n for n in (self.column, self.id_column, self.target_column) if n]
        missing = [n for n in names if n not in table.schema.names]
        if missing:
            raise OptionError(f"there is no column {missing[0]!r}; there are: {', '.join(table.schema.names)}")
        texts, edits = self.columns({n: table.column(n).to_pylist() for n in names})
        i = table.schema.get_field_index(self.column)
        field = table.schema.field(i)
        new = table.set_column(i, field, pa.array(texts, type=field.type))
        return new.append_column(pa.field(self.edits, self.arrow_type()), pa.array(edits, type=self.arrow_type()))
