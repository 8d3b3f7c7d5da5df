"""A block for datatrove pipelines.

from normalize.adapters.datatrove import block
LocalPipelineExecutor(pipeline=[JsonlReader("in"), block(level="safe"), JsonlWriter("out")]).run()
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from normalize.adapters import need
from normalize.adapters.batch import Batch, edit_row

__all__ = ["block"]

_ROWS = 64


def _base() -> Any:
    return need("datatrove.pipeline.base", "datatrove").PipelineStep


def __getattr__(name: str) -> Any:
    """`Normalize`, the step: made when first asked for, so that importing this module needs no datatrove."""
    if name != "Normalize":
        raise AttributeError(name)
    globals()["Normalize"] = step = _step()
    return step


def _step() -> Any:
    class Normalize(_base()):  # type: ignore[misc]
        """Cleans `Document.text` and puts the edits into `Document.metadata`."""

        name = "normalize"
        type = "🪡 - FORMAT"

        def __init__(self, edits: str = "edits", **options: Any) -> None:
            super().__init__()
            self.edits, self.batch = edits, Batch(edits=edits, **options)

        def run(self, data: Iterable[Any], rank: int = 0, world_size: int = 1) -> Iterator[Any]:
            documents = iter(data)
            while rows := list(islice(documents, _ROWS)):
                with self.track_time(unit="batch"):
                    results = self.batch.results([d.text for d in rows], [d.id for d in rows])
                for document, result in zip(rows, results, strict=True):
                    assert result is not None
                    document.text = result.text
                    document.metadata[self.edits] = [edit_row(e) for e in result.edits]
                    self.stat_update("documents", "changed" if result.edits else "unchanged")
                    self.stat_update("edits", value=len(result.edits))
                    yield document

    Normalize.__module__, Normalize.__qualname__ = __name__, "Normalize"
    return Normalize


def block(**options: Any) -> Any:
    """A pipeline step that cleans each document; the options are those of `Normalizer`."""
    import sys

    return sys.modules[__name__].Normalize(**options)
