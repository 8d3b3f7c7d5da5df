"""A name run together with the next word: `Metsolawho visited`, `Ukraineby posting`, German `BabacanEr sagte`.

Where bold or linked text ends, web translation loses the space. The cut is made only where both halves are sure: the left is a name of
the lexicon, or stands alone elsewhere in the document; the right is a word that never ends a name, from a closed list of the target
(pronouns, conjunctions, verbs of saying …) or, before a capital letter inside the word, any frequent word.

A right half of two letters (`in`, `by`, `to`, `at`) must be followed by an article, a pronoun or, after `by`, a verb in -ing.

Left alone on purpose: the whole being a known word, name or place, derivations (`Ukrainian`, `Kyivans`, `Obamacare`, `Brexiteer`, `Putinism`, `Merkels`,
`Londoner`), camel-case brands (`YouTube`, `McDonald`), case endings of other languages (`Putinin`), German compounds and
genitives (`Ukrainekrieg`, `Hamburger`): there only words that form no compounds count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from normalize.records import Candidate
from normalize.rules import Example, Rule
from normalize.rules._shared import lowered, word_after, word_before
from normalize.view import View

RULE = Rule("glued-word", "glued", "name run together with the next word", 0.97)
_GUESS = lowered(RULE, "likely", 0.85)

_RIGHT = {
    "en": "who and the that which was were has had have will would said says told with from for when where while after before "
    "also added adds adding called calls visited announced stated stressed noted explained declared wrote posted tweeted described "
    "recently today yesterday however because during about against between into",
    "de": "und der die das hat hatte ist war sagte sagt erklärte betonte wurde wird haben dass nicht auch mit für nach gegen",
    "fr": "et qui que dans pour avec mais dit déclaré ajouté affirmé était sont avait",
    "es": "que con por para pero dijo dice fue está han había quien cuando",
    "it": "che con per anche detto hanno era sono aveva quando dopo",
    "nl": "en die dat heeft had was werd zei zegt met voor maar ook",
    "pl": "który która jest był była powiedział oraz że",
    "pt": "que com para mas disse foi está quando",
}
_SHORT = frozenset("in by to at".split())
_AFTER_SHORT = frozenset("a an the his her their its this that these those".split())
_WORD = re.compile(r"(?<![\w'’.@#/-])([A-ZÀ-ÖØ-ÞĀ-Ž][^\W\d_]{5,30})(?![\w'’@/-]|\.\w)")
_JOINT = re.compile(r"[a-zà-öø-ÿ](?=[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]+\Z)")
_ALONE = re.compile(r"(?<![\w-])[A-ZÀ-ÖØ-ÞĀ-Ž][^\W\d_]{2,}(?![\w-])")


@cache
def _rights(target: str) -> re.Pattern[str] | None:
    words = _RIGHT.get(target, "").split() + (sorted(_SHORT) if target == "en" else [])
    return re.compile(rf"[^\W\d_]{{2}}({'|'.join(sorted(words, key=len, reverse=True))})\Z") if words else None


class _Names:
    """Which left halves are names: of the lexicon, or standing alone twice in this document and no ordinary word."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._alone: dict[str, int] | None = None

    def __contains__(self, word: str) -> bool:
        return self._view.names(word) or self._in_document(word)

    def _in_document(self, word: str) -> bool:
        if self._alone is None:
            self._alone = {}
            for w in _ALONE.findall(self._view.text):
                self._alone[w] = self._alone.get(w, 0) + 1
        return self._alone.get(word, 0) >= 1 and len(word) > 3 and self._view.words.zipf(word) < 4.5


def _fits_short(view: View, name: str, right: str, start: int, end: int) -> bool:
    """Whether a two-letter right half is a preposition here: a name of the lexicon before, an article or -ing form after it."""
    after = word_after(view.text, end)
    fits = after in _AFTER_SHORT or right == "by" and after.endswith("ing") and len(after) > 5
    known = view.names(name) or view.names(f"{word_before(view.text, start)} {name}")
    return fits and known


def _split(view: View, names: _Names, word: str, start: int) -> tuple[int, Rule] | None:
    """Where `word` at `start` falls into a name and a word, and how sure that is."""
    if m := _JOINT.search(word):
        cut = m.end()
        right = word[cut:]
        if len(right) > 1 and view.words.zipf(right) >= 4.5 and len(word[:cut]) >= 4 and word[:cut] in names and not view.names(right):
            return cut, RULE if right.lower() in view.profile.function else _GUESS
        return None
    pattern = _rights(view.target)
    m = pattern.search(word) if pattern and word[1:].islower() else None
    if not m:
        return None
    cut = m.start(1)
    name, right = word[:cut], m[1]
    if len(name) < 4 or name not in names:
        return None
    if len(right) == 2 and view.target == "en" and not _fits_short(view, name, right, start, start + len(word)):
        return None
    return cut, RULE


def _unknown(view: View, word: str) -> bool:
    """Whether nobody knows the whole: no word of the target, no name of the lexicon."""
    return view.words.zipf(word) == 0.0 and not view.names(word)


def _suspects(view: View) -> set[str]:
    """Capitalised words whose shape allows a joint and that are unknown as a whole."""
    pattern = _rights(view.target)
    words = set(_WORD.findall(view.text))
    return {w for w in words if (pattern and pattern.search(w) or _JOINT.search(w)) and _unknown(view, w)}


def find(view: View) -> Iterator[Candidate]:
    """Propose a space at the joint."""
    suspects = _suspects(view)
    if not suspects:
        return
    names = _Names(view)
    for m in _WORD.finditer(view.text):
        if m[1] in suspects and (found := _split(view, names, m[1], m.start())):
            cut, rule = found
            yield rule.candidate(m.start() + cut, m.start() + cut, " ", f"{m[1][:cut]} + {m[1][cut:]}")


FIXES = (
    Example("Roberta Metsolawho visited the town, and Metsola spoke.", "Roberta Metsola who visited the town, and Metsola spoke."),
    Example("Kim Olafsonadded that Olafson was well.", "Kim Olafson added that Olafson was well."),
    Example("The mayor Tomczakposted it; later Tomczak deleted it.", "The mayor Tomczak posted it; later Tomczak deleted it."),
    Example("Ali Yavuzerenand his wife; Yavuzeren is 60.", "Ali Yavuzeren and his wife; Yavuzeren is 60."),
    Example("Ali YavuzerenEr sagte nichts. Yavuzeren ging.", "Ali Yavuzeren Er sagte nichts. Yavuzeren ging.", "de"),
)
LEAVES = (
    Example("The Ukrainians, the Kyivans and a Londoner spoke of Putinism; Putin did not."),
    Example("Obamacare and Brexiteers; Obama and Brexit."),
    Example("YouTube, WhatsApp, McDonald and LaGuardia are names; You may ask LaG."),
    Example("The Finnish text says Putinin and Trumpin; Putin and Trump."),
    Example("The Petersfield road and the Johnstown flood; Johns and Peters."),
    Example("He met Martin in Berlin and Hamburgers in Hamburg."),
    Example("Der Ukrainekrieg und die Merkelregierung; Ukraine, Merkel.", target="de"),
    Example("Die Hamburgerin und der Berliner; Hamburg, Berlin, Merkels.", target="de"),
    Example("Les Parisiennes et le Macronisme; Paris, Macron.", target="fr"),
    Example("El Barcelonismo y los Madrileños; Barcelona, Madrid.", target="es"),
    Example("Gli Juventini e Berlusconismo; Juventus, Berlusconi.", target="it"),
    Example("Warszawianka i Krakowianie; Warszawa, Kraków.", target="pl"),
    Example("Zelenskyand-style marks stay, Zelensky."),
)
FAILS = (Example("The head of the PSDas well as others left; the PSD lost.", "The head of the PSD as well as others left; the PSD lost."),)
