"""A phrase of three or more words said three or more times in a row: the decoder was caught in a loop.

`it was held on the coast of the coast of the coast of the coast of the coast of Spain` -> once. In 1.2 million words of human translation there
is none; hallucinating systems do it once in 50,000 words. Repetitions must be equal word for word, with their
punctuation.

Left alone on purpose: what people repeat for effect: fewer than three rounds (five of a chain such
as "a friend of a friend of"), phrases of one or two words (`no, no,
no`, `location, location, location`), whole sentences or clauses marked off by punctuation with fewer than five rounds
(song texts, slogans, prayers), lists of numbers, verse (repetition over line breaks).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from normalize.records import Candidate
from normalize.rules import Example, Rule
from normalize.rules._shared import tokens
from normalize.view import View

RULE = Rule("phrase-loop", "repetition", "the same phrase three or more times in a row", 0.97)

_LONGEST = 12
_LINK = 4  # words of one link of a chain of relations
_MARKS = (",", ".", ";", ":", "!", "?", "…", "-", "–", "—", '"', "”", "“", "»", ")")


def _periods(words: list[str]) -> Iterator[int]:
    """Periods of 3 to 12 words at which three equal rounds are possible, by word lengths alone (fast: integer xor)."""
    try:
        lengths = bytes(map(len, words))
    except ValueError:  # a word of more than 255 letters
        lengths = bytes(min(255, len(w)) for w in words)
    n, size = int.from_bytes(lengths, "little"), len(words)
    for p in range(3, min(_LONGEST, size // 3) + 1):
        # the last p words have nothing after them: no zero there, as no word is empty
        if bytes(2 * p) in (n ^ (n >> 8 * p)).to_bytes(size, "little"):
            yield p


def _runs(words: list[str], p: int) -> Iterator[tuple[int, int]]:
    """Word ranges `[i, j)` that repeat themselves with period `p` for at least three rounds."""
    i = 0
    while i + 3 * p <= len(words):
        j = i
        while j + p < len(words) and words[j] == words[j + p]:
            j += 1
        if j - i >= 2 * p:
            yield i, j + p
        i = j + 1


def _is_loop(phrase: list[str], rounds: int, function: frozenset[str]) -> bool:
    """Whether nobody would say `phrase` so often on purpose: a chain ("a copy of a copy of a copy of") may have four links."""
    if len(set(phrase)) < 3 or not all(any(c.isalpha() for c in w) for w in phrase):
        return False
    marked = any(w.endswith(_MARKS) for w in phrase)
    chain = len(phrase) <= _LINK and (phrase[0] in function or phrase[-1] in function)
    return rounds >= (5 if marked or chain else 3)


def find(view: View) -> Iterator[Candidate]:
    """Propose to keep the first round and remove the others."""
    text = view.text
    if len(view.tokens) < 9 or not any(_periods(view.tokens)):
        return
    words, spans = tokens(text), list[tuple[int, int]]()
    for p in _periods(words):
        for i, j in _runs(words, p):
            phrase, rounds = words[i : i + p], (j - i) // p
            if _is_loop(phrase, rounds, view.profile.function):
                spans = spans or [m.span() for m in re.finditer(r"\S+", text)]
                yield from _propose(text, spans[i][0], spans[j - 1][1], phrase, rounds)


def _propose(text: str, start: int, end: int, phrase: list[str], rounds: int) -> Iterator[Candidate]:
    """The rounds between `start` and `end` if they stand in one line, in the same casing; `phrase` is in lower case."""
    once = " ".join(map(re.escape, phrase))
    loop = re.compile(rf"(?<!\w)({once})(?: \1){{{rounds - 1},}}(?!\w)", re.IGNORECASE)
    for m in loop.finditer(text, start, end):
        yield RULE.candidate(m.end(1), m.end(), "", f"{rounds} times in a row")


FIXES = (
    Example(
        "It lies on the coast of the coast of the coast of the coast of the coast of Spain.", "It lies on the coast of Spain."
    ),
    Example(
        "He asked the head of the head of the head of the head of the head of the office to come.",
        "He asked the head of the office to come.",
    ),
    Example(
        "Er war der Chef von dem Chef von dem Chef von dem Chef von dem Chef von dem Chef von dem Werk in Köln.",
        "Er war der Chef von dem Werk in Köln.",
        "de",
    ),
    Example("Ils ont vu le bord de le bord de le bord de le bord de le bord de le lac.", "Ils ont vu le bord de le lac.", "fr"),
)
LEAVES = (
    Example("It is a copy of a copy of a copy of a panel, bequeathed by a friend of a friend of a friend of the director."),
    Example("Location, location, location: that is all."),
    Example("No no no no no, they said, no no no no."),
    Example("I want to go, I want to go, I want to go, he cried."),
    Example("We will win! We will win! We will win! We will win!"),
    Example("Let it be, let it be, let it be, let it be."),
    Example("The end of the end of the matter."),
    Example("1 2 3 1 2 3 1 2 3 1 2 3 1 2 3"),
    Example("Sie kamen und gingen, kamen und gingen, kamen und gingen.", target="de"),
    Example("Il pleut, il pleut, il pleut, il pleut sur la ville.", target="fr"),
    Example("la la la la la la la la la la la la", target="es"),
    Example("over and over and over and over and over again"),
)
FAILS: tuple[Example, ...] = ()
