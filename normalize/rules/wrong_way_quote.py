"""A quotation mark that points the wrong way: `so it goes “.`, `” The town was quiet`, `, ”said Kim`.

Web translation re-builds quotation marks from straight ones and from the source's « » and guesses the side; the space
beside the mark then stands on the wrong side, too. A mark is turned only where its position allows one reading: “
before a comma or full stop can only close, ” at the start of a line before a capitalised word can only open, ” after
a space cannot open a passage that is open already.

Left alone on purpose: targets and documents in which “ closes („so“), documents that have ” on both sides (Swedish
habit), the opening marks of quotations that run over paragraphs, `“...` and `“?`, inches and primes, straight and
single marks, « » with or without spaces, and everything whose repair would be a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from normalize.records import Candidate
from normalize.rules import Example, Rule
from normalize.rules._shared import lowered, word_after
from normalize.view import View

RULE = Rule("wrong-way-quote", "quotes", "quotation mark points the wrong way", 0.98)
_GUESS = lowered(RULE, "likely", 0.85)

_MARKS = re.compile("[“”]")
_CLOSES = re.compile(r"[.,;:!?](?![.…!?])(?=[\s)”]|$)")
_SPOKEN_OF = re.compile(
    r"\b(?:marks?|signs?|quotes?|zeichen|signe|signo|segno|sinal|teken|tecken|znak|cudzysłów|i?šaretleri?) \Z", re.IGNORECASE
)
_DITTO = re.compile(r"^” ", re.MULTILINE)  # more than one: the word above, again
_ENDS = ".,!?…%)’'"


@dataclass
class _Line:
    """One line with its marks; `is_open` while a quotation runs, `balanced` if the line before is."""

    text: str
    start: int
    end: int
    balanced: bool
    is_open: bool = False

    def at(self, i: int) -> str:
        return self.text[i] if self.start <= i < self.end else ""


def _floating_closer(line: _Line, i: int) -> tuple[int, int, str] | None:
    """`heart “,` and `heart“,`: an opening mark before punctuation closes."""
    if not _CLOSES.match(line.text, i + 1) or line.at(i + 2) == "”":
        return None  # the last: the mark itself is quoted, “:”
    left, before = line.at(i - 1), line.at(i - 2)
    if _SPOKEN_OF.search(line.text, max(line.start, i - 24), i):
        return None
    if left == " " and (before.isalnum() or before in ("?", "!", "%", ")") or (before == "." and line.at(i + 1) == ",")):
        return i - 1, i + 1, "”"
    if left.isalnum() or left in ("?", "!"):
        return i, i + 1, "”"
    return None


def _opening_for_closing(line: _Line, i: int) -> tuple[int, int, str] | None:
    """`“so it is“ they say`: an opening mark after a letter, before a space, closes what is open."""
    left, right = line.at(i - 1), line.at(i + 1)
    fits = (left.isalnum() or (left and left in _ENDS)) and (not right or right.isspace())
    return (i, i + 1, "”") if fits and line.is_open else None


def _closing_at_line_start(line: _Line, i: int) -> tuple[int, int, str] | None:
    """`” The town …`: a closing mark cannot begin a line after a balanced one."""
    if i != line.start or not line.balanced or len(_DITTO.findall(line.text)) > 1:
        return None
    gap = 1 if line.at(i + 1) == " " else 0
    if not gap and "“" not in line.text:
        return None  # the document has ” on both sides
    word = line.at(i + 1 + gap)
    later = _MARKS.search(line.text, i + 1, line.end)
    fits = word.isupper() and line.at(i + 2 + gap).islower() and (gap or (later is not None and later.group() == "”"))
    return (i, i + 1 + gap, "“") if fits else None


def _closing_after_space(line: _Line, i: int, say: frozenset[str]) -> tuple[int, int, str] | None:
    """`It is late, ”said Kim`: the space belongs behind the mark, where a quotation is open or a verb of saying follows."""
    before = line.at(i - 2)
    fits = line.at(i - 1) == " " and before and before in ",!?" and line.at(i + 1).islower()
    return (i - 1, i + 1, "” ") if fits and (line.is_open or word_after(line.text, i + 1) in say) else None


def _repair(line: _Line, i: int, say: frozenset[str]) -> tuple[int, int, str] | None:
    """The repair for the mark at `i`, or `None`; keeps account of what is open."""
    if line.text[i] == "“":
        found = _floating_closer(line, i) or _opening_for_closing(line, i)
        line.is_open = found is None
    else:
        found = _closing_at_line_start(line, i) or _closing_after_space(line, i, say)
        line.is_open = found is not None and found[2] == "“"
    return found


def _lines(view: View) -> Iterator[_Line]:
    """The lines that hold marks."""
    text, last, balanced = view.text, -1, True
    for m in _MARKS.finditer(text):
        if m.start() < last:
            continue
        start, end = view.line(m.start())
        yield _Line(text, start, end, balanced)
        opened, closed = text.count("“", start, end), text.count("”", start, end)
        balanced, last = opened == closed, end


def find(view: View) -> Iterator[Candidate]:
    """Propose the turned mark, with the space on its right side."""
    text, pairs, say = view.text, view.profile.double_quotes, view.profile.say
    if ("“" not in text and " ”" not in text) or "„" in text or ("“", "”") not in pairs or pairs[0][1] == "“":
        return
    for line in _lines(view):
        for m in _MARKS.finditer(text, line.start, line.end):
            if found := _repair(line, m.start(), say):
                yield (
                    _GUESS if found[2] == "”" and text[found[1] : found[1] + 1].isspace() and found[1] - found[0] == 1 else RULE
                ).candidate(*found)


FIXES = (
    Example("He called it a “blow to the heart “, as I heard.", "He called it a “blow to the heart”, as I heard."),
    Example("“We will not change anything “.", "“We will not change anything”."),
    Example("“It is late, ”said Kim.", "“It is late,” said Kim."),
    Example("It is very late, ”said Kim.", "It is very late,” said Kim."),
    Example("He spoke of “war”.\n” The town was quiet,” he wrote.", "He spoke of “war”.\n“The town was quiet,” he wrote."),
    Example("Dijo que “no hay nada “, y se fue.", "Dijo que “no hay nada”, y se fue.", "es"),
)
LEAVES = (
    Example("”We came”, he said. ”We saw.”\n”And then?” she asked."),
    Example("”Vi går”, sade han. ”Nu.”", target="sv"),
    Example("“We came,” he said. “We saw.”"),
    Example("“One paragraph ends here.\n“The next one opens again.”"),
    Example("He paused: “... and then nothing.” “?” was the answer."),
    Example("He called it the ”Queen” and the ”King”."),
    Example("She wrote:\n” she said"),
    Example("Begin the line with “:” and give “!” as its value."),
    Example("„So ist es“, sagte er. „Nein“ war die Antwort.", target="de"),
    Example("„Tak jest”, powiedział. „Nie” to odpowiedź.", target="pl"),
    Example("« Oui », dit-il, « c’est “vrai”. »", target="fr"),
    Example("»Ja«, sagte sie. »Nein«, sagte er.", target="de"),
    Example("A 5” nail and a 6’ man; the ’90s; rock ’n’ roll."),
    Example("Lo chiamò “re” e “papa”, non “dio”.", target="it"),
    Example("He said “yes”, “no”, and “maybe”."),
    Example("“He told me ‘go’ and ‘stay’,” she said."),
)
FAILS = (
    Example("the exhibition”My Town“ opened", "the exhibition “My Town” opened"),
    Example("She had “no idea“ of it.", "She had “no idea” of it."),
)
