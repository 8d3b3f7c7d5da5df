"""Names that are in no list: capitalised words that nothing knows, against the names that exist."""

from __future__ import annotations

from collections.abc import Iterator

from normalize.find.pieces import Classifier
from normalize.records import Candidate
from normalize.resolve.witness import Witness

__all__ = ["read_unknown"]


def read_unknown(w: Witness, classifier: Classifier) -> Iterator[Candidate]:
    """Candidates for unknown capitalised words."""
    yield from ()
