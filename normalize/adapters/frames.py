"""pandas and polars.

from normalize.adapters.frames import normalize_frame
df = normalize_frame(df, "text", id_column="id", level="safe")    # the texts cleaned, a column "edits" added
"""

from __future__ import annotations

from typing import Any

from normalize.adapters import need
from normalize.adapters.batch import Batch
from normalize.errors import InputError
from normalize.records import Edit

__all__ = ["normalize_frame"]


def normalize_frame(df: Any, column: str = "text", **options: Any) -> Any:
    """A copy of a pandas or polars DataFrame, its texts cleaned, a column of edits (dicts) added; options: see `Batch`."""
    module = type(df).__module__.split(".")[0]
    if module not in ("pandas", "polars"):
        raise InputError(f"a DataFrame of pandas or polars is wanted, not {type(df).__module__}.{type(df).__name__}")
    batch = Batch(column, **options)
    return _polars(df, batch) if module == "polars" else _pandas(df, batch)


def _names(batch: Batch) -> list[str]:
    return [n for n in (batch.column, batch.id_column, batch.target_column) if n]


def _pandas(df: Any, batch: Batch) -> Any:
    pd = need("pandas", "pandas")
    rows = {n: [None if pd.isna(v) else v for v in df[n]] for n in _names(batch) if n in df}
    texts, edits = batch.columns(rows)
    new = pd.Series(texts, index=df.index, dtype=df[batch.column].dtype)
    return df.assign(**{batch.column: new, batch.edits: pd.Series(edits, index=df.index, dtype=object)})


def _polars(df: Any, batch: Batch) -> Any:
    pl = need("polars", "polars")
    texts, edits = batch.columns({n: df[n].to_list() for n in _names(batch) if n in df.columns})
    kinds = {
        "confidence": pl.Float64,
        "evidence": pl.List(pl.Struct({"name": pl.String, "weight": pl.Float64, "detail": pl.String})),
    }
    for n in ("start", "end", "out_start", "out_end"):
        kinds[n] = pl.Int64
    struct = pl.Struct({n: kinds.get(n, pl.String) for n in Edit.__dataclass_fields__})
    return df.with_columns(
        pl.Series(batch.column, texts, dtype=df[batch.column].dtype), pl.Series(batch.edits, edits, dtype=pl.List(struct))
    )
