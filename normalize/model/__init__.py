"""The correction model: it scores how likely a variant is, given a name that exists. It never invents a name.

`load` gives a `Scorer`, or None for "none". Nothing heavy is imported before the first question is asked.
"""

from normalize.model.scorer import Question, Scorer, load

__all__ = ["Question", "Scorer", "load"]
