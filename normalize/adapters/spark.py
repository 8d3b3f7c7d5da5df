"""Apache Spark: a DataFrame in, a DataFrame out, over as many machines as Spark has.

    from normalize.adapters.spark import normalize_df
    clean = normalize_df(df, "text", id_column="id", level="safe")     # column "edits": array of struct

One partition is one task for one core: a single compressed file is one partition, so give `partitions` (some four for each core of
the cluster) where the frame has fewer. A worker process loads the lexicon once and keeps it for all tasks that it gets
(`spark.python.worker.reuse`, on by default), so many small partitions cost little.

Offsets are code points of the text, as everywhere in normalize; Java's `substring` counts UTF-16 units instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from normalize.adapters import need
from normalize.adapters.batch import Batch
from normalize.errors import OptionError

__all__ = ["EDITS", "normalize_df", "normalize_pandas"]

EDITS = (
    "array<struct<start:bigint,end:bigint,original:string,replacement:string,out_start:bigint,out_end:bigint,rule:string,"
    "category:string,level:string,confidence:double,entity:string,evidence:array<struct<name:string,weight:double,detail:string>>>>"
)
"""Spark's type of the column of edits."""


def _schema(df: Any, batch: Batch) -> Any:
    types = need("pyspark.sql.types", "spark")
    if batch.column not in df.columns:
        raise OptionError(f"there is no column {batch.column!r}; there are: {', '.join(df.columns)}")
    edits = types._parse_datatype_string(EDITS) if hasattr(types, "_parse_datatype_string") else EDITS
    return types.StructType([*df.schema.fields, types.StructField(batch.edits, edits, False)])


def _spread(df: Any, partitions: int | None) -> Any:
    if partitions is not None and partitions < 1:
        raise OptionError(f"partitions is a number from 1, or None to leave them as they are; it is {partitions}")
    return df.repartition(partitions) if partitions else df


def normalize_df(df: Any, column: str = "text", *, partitions: int | None = None, **options: Any) -> Any:
    """The DataFrame with its texts cleaned and a column of edits added; see `Batch` for the options.

    `partitions`: spread the rows over so many first (`None`: as they lie). Lexicons of your own must be readable on every worker (`SparkContext.addFile`).
    """
    need("pyspark", "spark")
    batch = Batch(column, **options)

    def over(tables: Iterable[Any]) -> Iterator[Any]:
        return map(batch.arrow, tables)

    schema = _schema(df, batch)
    return _spread(df, partitions).mapInArrow(over, schema)


def normalize_pandas(df: Any, column: str = "text", *, partitions: int | None = None, **options: Any) -> Any:
    """The same by way of pandas (`mapInPandas`), for clusters where Arrow batches are not to be had."""
    need("pyspark", "spark")
    batch = Batch(column, **options)

    def over(frames: Iterable[Any]) -> Iterator[Any]:
        from normalize.adapters.frames import _pandas

        return (_pandas(f, batch) for f in frames)

    schema = _schema(df, batch)
    return _spread(df, partitions).mapInPandas(over, schema)
