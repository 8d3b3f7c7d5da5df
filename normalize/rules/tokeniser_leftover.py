"""Marks of a tokeniser in running text: `state @-@ owned`, `▁the▁town`, `⁇`, `play ##ing`, `inter@@ national`, `-LRB-`.

Each is written by one known tool (Moses, SentencePiece, WordPiece, subword-nmt, Penn Treebank) and stands in no
natural text. Marks for unknown characters are removed with their space; what they stood for is lost.

`@-@` is an emoticon, too, and `⁇` a mark of its own. One is safe only where it cannot be that: `@-@` between a word
after an article and another word, or beside other traces of the tokeniser; `⁇` after an article or `of`, before a small
letter.

Left alone on purpose: chats with other emoticons, texts about tokenisation and language models, code, an unknown mark inside a word (`Schr⁇der`:
removing it would make another word), chess annotation (`Qh5⁇`), hashtags and Markdown headings, wordpieces whose
union is no word of the target.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from normalize.records import Candidate
from normalize.rules import Example, Hint, Rule
from normalize.rules._shared import word_after, word_before, words
from normalize.view import View

RULE = Rule("tokeniser-leftover", "residue", "mark of a tokeniser", 0.985)
HINT = Hint(r"@▁⁇#<\[\-", r"(?:(?<=[@▁⁇])|(?<=##)|(?<=<)(?=unk>)|(?<=\[)(?=UNK\])|(?<=-)(?=LRB-))")

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
_MOSES = re.compile(r"(?<=[^\W\d_]) ?@([-/])@ ?(?=[^\W\d_])|(?<=\d) ?@([-/,.])@ ?(?=\d)")
_EMOTICON = re.compile(r"(?<!\w)(?:[>^oOT][_.-]+[<^oOT]|[:;]-?[)(DPp]|XD|xD|<3)(?!\w)|[\U0001f600-\U0001f64f]")
_OTHER_TRACE = re.compile(r"\d @[.,]@ \d|@@ |▁\w|-[LR]RB-|&(?:apos|quot|#9[13]);|\w n['’]t\b|\w ['’]s \w")
_BEFORE = re.compile(r"([^\W\d_]+) [^\W\d_]+\Z")
_WORD = re.compile(r"[^\W\d_]+ ")
_OF = words("of von de di da do del van z")
_META = re.compile(r"(^|\s)?▁+")
_UNKNOWN = re.compile(r"(?<!\S)(?:⁇|<unk>|\[UNK\]) |(?: ?(?<![^\s⁇>\]])(?:⁇|<unk>|\[UNK\])){1,50}(?![\w⁇])")
_CODES = re.compile(r"\[(?!UNK)[A-Z]{3}\]")  # codes of a catalogue: [NYR], [REP], [UNK]
_PIECES = re.compile(r"(?<!\w)([^\W\d_]+)(?: ##|@@ )([^\W\d_]+)(?! ##)(?!\w|@@)")
_BRACKETS = {"-LRB- ": "(", " -RRB-": ")", "-LSB- ": "[", " -RSB-": "]"}
_BRACKET = re.compile("|".join(map(re.escape, _BRACKETS)))


def _meta(text: str) -> Iterator[tuple[int, int, str]]:
    for m in _META.finditer(text):
        begins = m.start() == 0 or m[1] is not None
        yield m.end() - len(m.group().lstrip()), m.end(), "" if begins else " "


def _moses(view: View) -> Iterator[tuple[int, int, str]]:
    """`state @-@ owned`: a hyphen that Moses split off, where it cannot be an emoticon."""
    text = view.text
    if "@-@" not in text and not _MOSES.search(text):
        return
    chat, traced = _EMOTICON.search(text) is not None, _OTHER_TRACE.search(text) is not None
    for m in _MOSES.finditer(text):
        before = _BEFORE.search(text[max(0, m.start() - 60) : m.start()])
        noun = before is not None and before[1].lower() in view.profile.articles
        goes_on = _WORD.match(text, m.end()) is not None and word_after(text, m.end()).lower() not in view.profile.function
        if m[2] or (not chat and (traced or (noun and goes_on))):
            yield m.start(), m.end(), m[1] or m[2]


def _unknown(view: View, m: re.Match[str]) -> bool:
    """Whether `⁇` stands for a word that is missing: no sentence ends before it and none begins after it."""
    before, after = word_before(view.text, m.start()), view.text[m.end() : m.end() + 2].lstrip(" ")[:1]
    return (before in view.profile.articles or before in _OF) and after.islower()


def _pieces(view: View) -> Iterator[tuple[int, int, str]]:
    for m in _PIECES.finditer(view.text):
        if view.words.zipf(m[1] + m[2]) >= 2.5:
            yield m.end(1), m.start(2), ""


def _all(view: View) -> Iterator[tuple[int, int, str]]:
    text = view.text
    yield from _moses(view)
    if text.count("▁") > 1:
        yield from _meta(text)
    yield from (
        (m.start(), m.end(), "")
        for m in (() if _CODES.search(text) else _UNKNOWN.finditer(text))
        if (m.start() == 0 or text[m.start()] == " " or m.group()[-1] == " ") and ("⁇" not in m.group() or _unknown(view, m))
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
    Example("The town of <unk> was quiet.", "The town of was quiet."),
    Example("They were play ##ing.", "They were playing."),
    Example("Eine staat @-@ liche Bank schloss.", "Eine staat-liche Bank schloss.", "de"),
)
LEAVES = (
    Example("So sleepy @-@ good night, she wrote."),
    Example("He lost the keys @-@ poor man ^_^ and the car."),
    Example("That was the end @-@"),
    Example("“You did what ⁇ Again?” asks the hero of the strip."),
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
FAILS = (Example("Their state @-@ owned bank closed.", "Their state-owned bank closed."),)
