"""How a question is spelled for the model: one number per character.

The encoder reads two capital letters for the source language, one digit for the kind, and the candidate in lower-case
ASCII ("EL2bucha"); the decoder writes the variant ("boutsa"). The numbers are those of the SentencePiece `char` model
that ships with the weights; the order below is the model's, and a test compares the two.
"""

from __future__ import annotations

from normalize.fold import romanize

Row = tuple[int, ...]  # numbers of one candidate or variant
PAD, END, UNKNOWN = 0, 1, 2
SPACE = "▁"
#: SentencePiece's pieces after <pad>, </s> and <unk>.
LETTERS = SPACE + "abcdefghijklmnopqrstuvwxyz'-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#: Longest candidate or variant that the model is asked about, in characters; the rest is cut.
LONGEST = 40
NO_SOURCE = "XX"

_NUMBER = {letter: 3 + i for i, letter in enumerate(LETTERS)} | {" ": 3}
_KIND = {"person": "1", "place": "2", "org": "3"}


def tags(source: str, kind: str) -> str:
    """The two tags in front of a candidate; `kind` may be finer ("place.city").

    >>> tags("el", "place.city"), tags("", "")
    ('EL2', 'XX0')
    """
    known = len(source) >= 2 and source[:2].isascii() and source[:2].isalpha()
    return (source[:2].upper() if known else NO_SOURCE) + _KIND.get(kind.partition(".")[0], "0")


def numbers(text: str) -> list[int]:
    """Number the characters and close with the end mark.

    >>> numbers("ab"), numbers("a?")
    ([4, 5, 1], [4, 2, 1])
    """
    return [*(_NUMBER.get(c, UNKNOWN) for c in text), END]


def candidate_numbers(candidate: str, source: str, kind: str) -> list[int]:
    """What the encoder reads.

    >>> candidate_numbers("Буча", "el", "place") == numbers("EL2bucha")
    True
    """
    return numbers(tags(source, kind) + romanize(candidate)[:LONGEST])


def variant_numbers(variant: str) -> list[int]:
    """What the decoder writes."""
    return numbers(romanize(variant)[:LONGEST])
