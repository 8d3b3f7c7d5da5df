"""Text that was decoded in the wrong encoding: `CafÃ© RÃ­o`, `itâ€™s`, `CeauČ™ecu`.

ftfy (Robyn Speer; Apache-2.0) knows which sequences no language writes and what they were; it is asked word by word,
and only where its own heuristic (`badness`) finds a fault, so that clean text costs next to nothing and every change
has its exact span.

Left alone on purpose: capitals before a closing mark (Portuguese `“AMANHÔ`, `«MAÇû), lone control characters of Windows-1252 (`likely`: human corpora are full of them and some are
meant to be dropped), ftfy's other habits (straightening quotes, widths, HTML), texts about encodings, and words that
are still bad after the repair.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from normalize.records import Candidate
from normalize.rules import Example, Rule
from normalize.rules._shared import lowered
from normalize.view import View

RULE = Rule("mojibake", "encoding", "text decoded in the wrong encoding", 0.98)
_CONTROL = lowered(RULE, "likely", 0.85)

_SUSPICIOUS = re.compile(r"[^\x00-\x7f](?:[^\x00-\x7f]|(?<=[\x80-\x9f]))")
_SPACE = re.compile(r"[ \t\r\n]")
_AROUND = re.compile(r"[^ \t\r\n]+\Z")
_CONTROLS = re.compile("[\x80-\x9f]")
_CAPITALS = re.compile(r"[A-ZÀ-Þ][ÃÂ][”»’“«®™©](?![^\W\d_])")
_USUAL = re.compile("[\x00-\u017f\u0218-\u021b\u2010-\u2122]")
_BESIDE = 150  # code points
_AROUND_WORD = " .,;:!?()[]\"'“”„«»‘’"
_STRAY = re.compile("[\u0180-\u0217\u021c-\u02ff]")
_ABOUT = re.compile(
    r"mojibake|UTF-?8|Latin-?1|Windows-125|charset|(?:character|text) encoding|encodage|Zeichensatz|Kodierung", re.IGNORECASE
)


def _plausible(new: str, word: str) -> bool:
    """Whether the letters that come out are European ones, or stand in `word` among others of their script."""
    rare = [c for c in new if not _USUAL.match(c)]
    scripts = Counter(unicodedata.name(c, "?").split()[0] for c in word if c.isalpha() and not _USUAL.match(c))
    return not any(_STRAY.match(c) or c.isalpha() and scripts[unicodedata.name(c, "?").split()[0]] < 3 for c in rare)


def _trim(old: str, new: str) -> tuple[int, int, str]:
    """The differing middle of two words: start and end in `old`, and what stands there in `new`."""
    a = 0
    while a < min(len(old), len(new)) and old[a] == new[a]:
        a += 1
    b = 0
    while b < min(len(old), len(new)) - a and old[-1 - b] == new[-1 - b]:
        b += 1
    return a, len(old) - b, new[a : len(new) - b]


def _words(text: str) -> Iterator[tuple[int, str]]:
    """Words with two neighbours outside ASCII, or a control character; ordinary text of Western languages has few."""
    done = 0
    for m in _SUSPICIOUS.finditer(text):
        if m.start() >= done:
            word = _AROUND.search(text, max(done, m.start() - 200), m.start())
            start = word.start() if word else m.start()
            done = end.start() if (end := _SPACE.search(text, m.end())) else len(text)
            if done - start <= 400:
                yield start, text[start:done]


def find(view: View) -> Iterator[Candidate]:
    """Propose the text as it was before the wrong decoding."""
    text = view.text
    if text.isascii():
        return
    found = list(_words(text))
    if not found:
        return
    from ftfy import fix_encoding
    from ftfy.badness import is_bad

    bad = {w for w in {w for _, w in found} if not _CAPITALS.search(w) and is_bad(w)}
    if not bad or _ABOUT.search(text):
        return
    for start, word in found:
        fixed = fix_encoding(word) if word in bad else word
        if fixed != word and not is_bad(fixed) and fixed.isprintable():
            a, b, new = _trim(word, fixed)
            if fixed.strip(_AROUND_WORD) in text[max(0, start - _BESIDE) : start + len(word) + _BESIDE]:
                continue  # the right word stands beside it: somebody shows what went wrong
            if not _plausible(new, fixed):
                continue  # »Übersicht« is no Ȇbersicht
            rule = _CONTROL if _CONTROLS.search(word) else RULE
            yield rule.candidate(start + a, start + b, new, f"{word} is {fixed} in the wrong encoding")


FIXES = (
    Example("The cafÃ© was closed.", "The café was closed."),
    Example("Itâ€™s over, he said.", "It’s over, he said."),
    Example("Nicolae CeauČ™ecu ruled long.", "Nicolae Ceaușecu ruled long."),
    Example("Die GrÃ¶ÃŸe der Stadt.", "Die Größe der Stadt.", "de"),
    Example("La ciudad de LeÃ³n.", "La ciudad de León.", "es"),
)
LEAVES = (
    Example("“VOU DE MANHÔ, DISSE A «IRMû DELE.", target="pt"),
    Example("The café in São Paulo — «Río» — was closed."),
    Example("Mojibake such as cafÃ© comes from UTF-8."),
    Example("Im Menü »Übersicht (Szenario)« und »Ältestes Kind«.", target="de"),
    Example("Knappen med ”Ändra tillverkning”.", target="sv"),
    Example("Die Größe, „äußerst“ schön, blieb.", target="de"),
    Example("L’été à Noël, « naïf », coûte 5 €.", target="fr"),
    Example("„Źdźbło” i „łąkę” – mówi.", target="pl"),
    Example("O coração não é só “ação”.", target="pt"),
    Example("Él dijo: «¿Qué? ¡Año!»", target="es"),
    Example("Ο Ηρακλής και ο Київ."),
    Example("Perché è così? «È già più su»", target="it"),
)
FAILS: tuple[Example, ...] = ()
