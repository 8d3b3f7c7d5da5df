"""Readings: a mention taken for one entity; how those of one document support each other and exclude each other."""

from __future__ import annotations

from dataclasses import dataclass, field

from normalize.find.mentions import Mention
from normalize.lexicon.forms import ATTESTED, CALQUE
from normalize.lexicon.index import Hit, Known
from normalize.model import Question, Scorer
from normalize.records import Candidate, Evidence, Level, Option
from normalize.weights import evidence, weights

__all__ = ["Reading", "candidate_of", "pool", "weigh_rivals"]

_CLOSE = 2.0  # log-odds within which two readings of a mention are rivals
_EQUAL = 0.5  # log-odds within which the model's word decides between them
_HOPELESS = -3.0  # log-odds of the best reading below which its rivals do not matter
_CLEAR = 3.0  # nats (whole word) by which the model has to put one reading before the others
_LICENCE = 2.0  # evidence at the mention that a trap has to exceed: more than a common given name or a word for its kind


@dataclass
class Reading:
    """A mention read as one entity: span and replacement, evidence of form, document and mention apart."""

    mention: Mention
    known: Known
    hit: Hit
    start: int
    end: int
    replacement: str
    base: list[Evidence] = field(default_factory=list)
    here: list[Evidence] = field(default_factory=list)
    cap: Level = "safe"
    trap: bool = False

    @property
    def at_mention(self) -> float:
        """Log-odds of the evidence that stands at the mention itself."""
        return sum(e.weight for e in self.here)

    @property
    def score(self) -> float:
        """Log-odds of all evidence."""
        return sum(e.weight for e in self.base) + self.at_mention


def pool(rows: list[Reading]) -> None:
    """Let the readings of one form as one entity share the evidence of the best of them, and what speaks against any."""
    against = next((e for r in rows for e in r.here if e.name in ("given-other", "inside-name", "feminine")), None)
    if against and rows[0].hit.kind != ATTESTED:  # the form belongs to somebody else here: so it does at every mention
        for r in rows:
            if against not in r.here:
                r.here.append(against)
    best = max(r.at_mention for r in rows)
    share = weights()["document"]["pooled"]
    for r in rows:
        gain = share * best - r.at_mention
        if best > 0 and gain > 0.05 and not any(e.weight < 0 for e in r.here):
            r.here.append(Evidence("pooled", round(gain, 3), "another mention of the same form shows it"))


def weigh_rivals(readings: list[Reading], scorer: Scorer | None) -> list[Reading]:
    """The readings of one mention, the best first; those that fit about as well count against each other."""
    readings.sort(key=lambda r: (-r.score, r.known.id))
    best = readings[0]
    rivals = [r for r in readings[1:] if r.score > best.score - _CLOSE and r.replacement != best.replacement]
    told = rivals and scorer and best.score > _HOPELESS and _told_apart([best, *rivals], scorer)
    if told:
        rivals = [r for r in (best, *rivals) if r is not told]
        best = told
    elif rivals:
        best.base.append(evidence("rival", f"{rivals[0].known.canonical} fits about as well"))
    for r in rivals:  # or the second best would be taken for the best
        r.base.append(evidence("rival", f"{best.known.canonical} fits about as well"))
    return sorted(readings, key=lambda r: (-r.score, r.known.id)) if told else readings


def _told_apart(close: list[Reading], scorer: Scorer) -> Reading | None:
    """The one of the `close` readings, the best first, that the model finds clearly likelier, where the document does not object."""
    key = close[0].mention.key
    [scores] = scorer.score([Question(key, tuple(r.known.alone for r in close))])
    ranked = sorted(zip(scores, close, strict=True), key=lambda x: -x[0])
    lead = (ranked[0][0] - ranked[1][0]) * (len(key) + 1)
    best = ranked[0][1]
    if lead < _CLEAR or best.score < close[0].score - _EQUAL:
        return None
    best.base.append(evidence("told-apart", f"the model puts it {lead:.1f} nats before {ranked[1][1].known.canonical}"))
    return best


def _licensed(r: Reading) -> bool:
    """Whether a name translated as a word stands as one: beside a word for its kind, or a person's after given name and office."""
    here = {e.name for e in r.here}
    person = "given" in here and "role" in here or "role-home" in here and not here.isdisjoint(("given", "given-common"))
    return person or not here.isdisjoint(("home-cue", "kind-cue", "pooled", "coined"))


def candidate_of(readings: list[Reading]) -> Candidate:
    """The candidate of one mention; a right name of something else needs a licence at the mention."""
    best = readings[0]
    for r in readings:
        if r.hit.kind == CALQUE and not _licensed(r) or r.trap and r.at_mention <= _LICENCE:
            r.base.append(evidence("unlicensed", "the form is a right name elsewhere and nothing here licenses the change"))
    options = tuple(
        Option(r.replacement, (*r.base, *r.here), r.known.id, r.cap)
        for r in readings[:3]
        if (r.start, r.end) == (best.start, best.end)
    )
    return Candidate(best.start, best.end, "variant", best.known.category, options)
