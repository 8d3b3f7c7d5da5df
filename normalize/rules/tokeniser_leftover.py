"""Marks of a tokeniser in running text: `state @-@ owned`, `▁the▁town`, `⁇`, `play ##ing`, `inter@@ national`, `-LRB-`.

Each is written by one known tool (Moses, SentencePiece, WordPiece, subword-nmt, Penn Treebank) and stands in no
natural text. Marks for unknown characters are removed with their space; what they stood for is lost.

Left alone on purpose: texts about tokenisation and language models, code, an unknown mark inside a word (`Schr⁇der`:
removing it would make another word), chess annotation (`Qh5⁇`), hashtags and Markdown headings, wordpieces whose
union is no word of the target.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from normalize.records import Candidate
from normalize.rules import Example, Rule
from normalize.view import View

RULE = Rule("tokeniser-leftover", "residue", "mark of a tokeniser", 0.985)

_HINTS = {
    "@": ("@-@", "@/@", "@,@", "@.@", "@@ "),
    "▁": ("▁",),
    "⁇": ("⁇",),
    "##": (" ##",),
    "unk": ("<unk>",),
    "UNK": ("[UNK]",),
    "RB-": ("-LRB-",),
}
_ABOUT = re.compile(r"\btoken|\bsentencepiece|\bsubword|\bword embedding|\blanguage model", re.IGNORECASE)
_MOSES = re.compile(r"(?<=\w) ?@([-/,.])@ ?(?=\w)")
_META = re.compile(r"(^|\s)?▁+")
_UNKNOWN = re.compile(r"(?<!\S)(?:⁇|<unk>|\[UNK\]) |(?: ?(?<![^\s⁇>\]])(?:⁇|<unk>|\[UNK\]))+(?![\w⁇])")
_PIECES = re.compile(r"(?<!\w)([^\W\d_]+)(?: ##|@@ )([^\W\d_]+)(?! ##)(?!\w|@@)")
_BRACKETS = {"-LRB- ": "(", " -RRB-": ")", "-LSB- ": "[", " -RSB-": "]"}
_BRACKET = re.compile("|".join(map(re.escape, _BRACKETS)))


def _meta(text: str) -> Iterator[tuple[int, int, str]]:
    for m in _META.finditer(text):
        begins = m.start() == 0 or m[1] is not None
        yield m.end() - len(m.group().lstrip()), m.end(), "" if begins else " "


def _pieces(view: View) -> Iterator[tuple[int, int, str]]:
    for m in _PIECES.finditer(view.text):
        if view.words.zipf(m[1] + m[2]) >= 2.5:
            yield m.end(1), m.start(2), ""


def _all(view: View) -> Iterator[tuple[int, int, str]]:
    text = view.text
    yield from ((m.start(), m.end(), m[1]) for m in _MOSES.finditer(text))
    if text.count("▁") > 1:
        yield from _meta(text)
    yield from (
        (m.start(), m.end(), "")
        for m in _UNKNOWN.finditer(text)
        if m.start() == 0 or text[m.start()] == " " or m.group()[-1] == " "
    )
    yield from _pieces(view)
    yield from ((m.start(), m.end(), _BRACKETS[m.group()]) for m in _BRACKET.finditer(text))


def find(view: View) -> Iterator[Candidate]:
    """Propose the text without the mark."""
    text = view.text
    if not any(mark in text and any(h in text for h in hints) for mark, hints in _HINTS.items()) or _ABOUT.search(text):
        return
    for start, end, new in _all(view):
        yield RULE.candidate(start, end, new)


FIXES = (
    Example("A state @-@ owned bank closed.", "A state-owned bank closed."),
    Example("▁The▁town▁was▁quiet.", "The town was quiet."),
    Example("The town of ⁇ was quiet.", "The town of was quiet."),
    Example("They met in the inter@@ national hall.", "They met in the international hall."),
    Example("The bank -LRB- a small one -RRB- closed.", "The bank (a small one) closed."),
    Example("Eine staat @-@ liche Bank schloss.", "Eine staat-liche Bank schloss.", "de"),
)
LEAVES = (
    Example("SentencePiece writes ▁ before a word and ⁇ for what it does not know: ▁the."),
    Example("The tokens play ##ing and <unk> are common."),
    Example("Moves: Qh5⁇ and Nf3."),
    Example("Der Name Schr⁇der ist unklar.", target="de"),
    Example("## Heading\nSome text ##hashtag"),
    Example("Write to kim@-@example for more."),
    Example("Il a écrit @Kim @@ hier.", target="fr"),
    Example("A bar like ▁ alone stays."),
    Example("zzq ##xyv stays because it is no word"),
)
FAILS = (
    Example("The town of <unk> was quiet.", "The town of was quiet."),  # the view protects it as markup
    Example("They were play ##ing.", "They were playing."),  # and this as a hashtag
)
