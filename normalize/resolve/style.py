"""Style: right but different spellings of one name (Kiev, Kyiv), brought to one when the user asks for it."""

from __future__ import annotations

from collections.abc import Iterator

from normalize.find.mentions import Mention
from normalize.fold import fold
from normalize.lexicon.index import Known
from normalize.records import Candidate, Option
from normalize.resolve.witness import Witness
from normalize.weights import evidence

__all__ = ["read_style"]


def read_style(w: Witness) -> Iterator[Candidate]:
    """Candidates for mentions under an accepted spelling that is not the canonical one."""
    for m in w.mentions:
        readings = {h.number: w.index.known[h.number] for h in m.right}
        if len(readings) == 1:
            yield from _one(w, m, next(iter(readings.values())))


def _one(w: Witness, m: Mention, k: Known) -> Iterator[Candidate]:
    text = w.view.text[m.start : m.end]
    if not k.sure or fold(k.alone) == m.key or k.is_person and w.given_before(m, k) != "right":
        return
    proof = [evidence("attested", f"{text} is another spelling of {k.canonical}")]
    if w.speaks_of(k.country, m.key):
        proof += [evidence("country", f"the document speaks of {k.country[0]}")]
    if any(k.id == w.index.known[n].id for n in w.named):
        proof += [evidence("named", f"{k.canonical} stands in the document")]
    new = k.alone.upper() if text.isupper() else k.alone
    yield Candidate(m.start, m.end, "style", "style", (Option(new, tuple(proof), k.id),))
