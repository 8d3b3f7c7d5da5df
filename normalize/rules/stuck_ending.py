"""Case endings of the source language stuck to names: `Johnsonas beat Hamlinas`, `with Reidko and Gordonko`.

A translator that takes a name over as it stands in the source takes its ending over, too. One such word may be a name of its own; two names
that are well known without it, both with the same ending and both unknown with it, are not. An ending of one letter must stand on
three names, or one of the names must stand in the document without it.

Left alone on purpose: texts about endings, lists of names, articles run together with a word, endings that English derives words with (-an,
-er, -ist) or that make surnames (-ov, -sen) and women's names (`Rybakova`), words that any list knows, words that stand there three times or
more (somebody's coinage), short names.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from normalize.fold import fold
from normalize.lexicon.names import load_gazetteer, load_name_words
from normalize.records import Candidate
from normalize.rules import Example, Rule
from normalize.rules._shared import CAPITALISED, odd_words, unlisted, word_after, word_before, words
from normalize.view import View

RULE = Rule("stuck-ending", "residue", "case ending of the source language stuck to names", 0.96, targets=frozenset({"en"}))
UNKNOWN = True

_LONG = words("as am om id ko ho ks")
_SHORT = words("a o u")
_WOMEN = ("ov", "ev", "in", "yn", "sk")  # surnames of men that those of women are made of with -a
_ABOUT = re.compile(
    r"\b(?:suffix|endings?\b|spel[lt]|respell|vowel|consonant|apostrophe|grammar|genitive|nominative|declin|declension|noun)|(?<![\w-])-(?:as|am|om|id|ko|ho|ks|[aou])\b"
)  # the document is about such words
_LEAST = 4  # letters of a name
_TOWN = 4  # decimal logarithm of the people from which a place is a known name
_NAME, _FAMOUS = 0.5, 2.5  # nameness and Zipf frequency from which a word is a known name
_COINED = 3  # a word that stands there so often is no accident


def _known(view: View, name: str) -> str:
    """Where the name is known: in the document, in the lists, or nowhere."""
    key = fold(name)
    if len(name) < _LEAST:
        return ""
    if key in view.vocabulary:
        return "document"
    fame, nameness = load_name_words().get(key)
    towns = any(size >= _TOWN for _, _, size in load_gazetteer().get(key))
    return "lists" if view.names(name) or nameness >= _NAME and fame >= _FAMOUS or towns else ""


def _stuck(view: View, word: str) -> tuple[str, str] | None:
    """The ending of a word and where the name without it is known."""
    for ending in (word[-2:], word[-1:]):
        name = word[: -len(ending)]
        woman = ending == "a" and fold(name).endswith(_WOMEN)
        if ending in _LONG | _SHORT and not woman and (where := _known(view, name)):
            return ending, where
    return None


def _stands(view: View, start: int, end: int, ending: str) -> bool:
    """Whether the word stands in a sentence, not in a list of names, and `-a` is no article run together with it ("Ariesa ram")."""
    before, after = word_before(view.text, start), word_after(view.text, end)
    return (before.islower() or after.islower()) and not (
        ending == "a" and after.islower() and after not in view.profile.function
    )


def find(view: View) -> Iterator[Candidate]:
    """Propose the names without their endings."""
    text = view.text
    stuck: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for word in odd_words(view):
        if len(word) > _LEAST and word[1:].islower() and (found := _stuck(view, word)) and unlisted(view, word):
            stuck[found[0]][word] = found[1]
    sure = {
        w: ending for ending, names in stuck.items()
        if len(names) > 1 and (ending in _LONG or len(names) > 2 or "document" in names.values()) for w in names
    }  # fmt: skip
    if not sure or _ABOUT.search(text):
        return
    found_at = [m for m in CAPITALISED.finditer(text) if m[0] in sure]
    times = Counter(m[0] for m in found_at)
    for m in found_at:
        if times[m[0]] < _COINED and _stands(view, m.start(), m.end(), sure[m[0]]):
            at = m.end() - len(sure[m[0]])
            yield RULE.candidate(at, m.end(), "", f"{text[m.start() : at]} + {sure[m[0]]}")


FIXES = (
    Example("Johnsonas beat Hamlinas in the last lap.", "Johnson beat Hamlin in the last lap."),
    Example("A letter from Reidko came to Gordonko on Monday.", "A letter from Reid came to Gordon on Monday."),
    Example("Floyda and Colberta were late; Colbert was sorry.", "Floyd and Colbert were late; Colbert was sorry."),
    Example("They met Gordonam, and Olafam wrote to them.", "They met Gordon, and Olaf wrote to them."),
)
LEAVES = (
    Example("Johnsonas came alone."),
    Example("The sign Ariesa ram, the sign Taurusa bull, the sign Virgoa maiden, and Virgo again."),
    Example("Elves: Johnsonas,Hamlinas,Floydas,Reidas,Gordonas."),
    Example("The sisters Rybakova and Rebrova won; Rybakov and Rebrov are their fathers."),
    Example("Floyda and Colberta were late."),
    Example("Johnsonas, Johnsonas, Johnsonas and Hamlinas, Hamlinas, Hamlinas are two planets."),
    Example("Roberta and Alberta, Jonas and Thomas, Lucas and Silas."),
    Example("Panama, Nevada and Granada; Chicago and Toronto; Peru and Nauru."),
    Example("See Johnsonas.lt and @Hamlinas."),
    Example("Lithuanian hangs an ending on them: Johnsonas beat Hamlinas."),
    Example("Johnsonas und Hamlinas fuhren los.", target="de"),
)
FAILS = (Example("Velociraptora was fast; a velociraptor is a lizard.", "Velociraptor was fast; a velociraptor is a lizard."),)
