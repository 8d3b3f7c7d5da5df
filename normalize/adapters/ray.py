"""Ray Data.

from normalize.adapters.ray import NormalizeBatch, normalize_ray
ds = normalize_ray(ds, "text", concurrency=2, level="safe")
# or: ds.map_batches(NormalizeBatch, fn_constructor_kwargs={"column": "text"}, batch_format="pyarrow", concurrency=2)
"""

from __future__ import annotations

from typing import Any

from normalize.adapters import need
from normalize.adapters.batch import Batch

__all__ = ["NormalizeBatch", "normalize_ray"]


class NormalizeBatch(Batch):
    """A callable class for `map_batches(…, batch_format="pyarrow")`: one engine an actor."""

    def __call__(self, table: Any) -> Any:
        return self.arrow(table)


def normalize_ray(ds: Any, column: str = "text", *, concurrency: int = 1, batch_size: int = 64, **options: Any) -> Any:
    """The dataset with its texts cleaned and a column of edits added; see `Batch` for the options."""
    need("ray.data", "ray")
    made = {"column": column, **options}
    return ds.map_batches(
        NormalizeBatch, fn_constructor_kwargs=made, batch_format="pyarrow", batch_size=batch_size, concurrency=concurrency
    )
