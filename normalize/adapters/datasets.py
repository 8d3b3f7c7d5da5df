"""Hugging Face datasets.

    from normalize.adapters.datasets import normalize_dataset
    ds = normalize_dataset(ds, "text", level="safe", num_proc=2)      # the text cleaned, a column "edits" added

For a pipeline of your own: `ds.map(Mapper("text"), batched=True)`.
"""

from __future__ import annotations

from typing import Any

from normalize.adapters import need
from normalize.adapters.batch import Batch

__all__ = ["Mapper", "normalize_dataset"]


class Mapper(Batch):
    """A function for `Dataset.map(…, batched=True)`."""

    def __call__(self, rows: dict[str, list[Any]]) -> dict[str, list[Any]]:
        texts, edits = self.columns(rows)
        return {self.column: texts, self.edits: edits}


def _features(ds: Any, mapper: Mapper) -> Any:
    """The dataset's features with the edits; said here because a batch without edits would not show their type."""
    if ds.features is None:
        return None
    hf = need("datasets", "datasets")
    edits = hf.Features.from_arrow_schema(need("pyarrow", "datasets").schema([(mapper.edits, mapper.arrow_type())]))
    return hf.Features({**ds.features, **edits})


def normalize_dataset(
    ds: Any, column: str = "text", *, num_proc: int | None = None, batch_size: int = 100, **options: Any
) -> Any:
    """A `Dataset`, `IterableDataset` or `DatasetDict`, its texts cleaned, a column of edits added; options: see `Batch`."""
    need("datasets", "datasets")
    if isinstance(ds, dict):
        parts = {k: normalize_dataset(v, column, num_proc=num_proc, batch_size=batch_size, **options) for k, v in ds.items()}
        return type(ds)(parts)
    mapper = Mapper(column, **options)
    more = {"num_proc": num_proc} if hasattr(ds, "num_rows") else {}
    return ds.map(mapper, batched=True, batch_size=batch_size, features=_features(ds, mapper), **more)
