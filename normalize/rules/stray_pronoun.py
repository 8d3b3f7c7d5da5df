"""A pronoun that repeats its subject: `Minister Jean Martin He said on Sunday`.

Where a name ends a bold passage, web translation begins a new clause and supplies the subject that the source's verb
needs. The pronoun is removed where the sentence has its subject already: a title and a name stand directly before the
capitalised pronoun, a verb of saying directly after it, nothing else in the sentence so far.

Left alone on purpose: the Chinese name He (`Wang He said`, `Vice Premier He Lifeng`): texts about China are skipped;
titles of works (`The Man He Became`), headlines, quotations, sentences with a verb before the pronoun (a full stop is
missing there, which is another fault), and names that the document knows only together with `He`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from normalize.records import Candidate
from normalize.rules import Example, Rule
from normalize.rules._shared import words
from normalize.view import View

RULE = Rule("stray-pronoun", "repetition", "pronoun repeats the subject", 0.96, targets=frozenset({"en"}))

_PRONOUN = re.compile(r" (?:He|She)(?= ([a-z]{3,}) )")
_ASIA = re.compile(r"\b(?:Chin(?:a|ese)|Beijing|Shanghai|Taiwan|Hong Kong|Xi Jinping|Mr\.? He|He [A-Z][a-z]+)\b")
_MORE_VERBS = words(
    "called spoke expressed condemned met visited thanked welcomed described criticized criticised accused rejected refused "
    "promised demanded"
)
_CONNECTORS = words("the of for and de la le von van der den di da del du al bin ibn e y")
_SENTENCE = re.compile(r"[.!?…:] |\n")
_NAME = re.compile(r"([A-Z][\w'’-]+)\Z")


def _subject(view: View, before: str) -> bool:
    """Whether `before` is nothing but a title and a name: capitalised words, connectors, at least one title.

    One name alone may be a given name, and the pronoun the surname: Mayor Grace He.
    """
    words = before.strip(' “"').split()
    if not 2 <= len(words) <= 12 or "," in before:
        return False
    if any(
        w not in _CONNECTORS and not (w[0].isupper() and w.replace("-", "").replace("’", "").replace("'", "").isalpha())
        for w in words[1:]
    ):
        return False
    titles = {part for t in view.profile.titles for part in t.split()}
    named = [w for w in words if w not in titles and w not in _CONNECTORS]
    return any(w in titles for w in words[:-1]) and (len(named) > 1 or any(w in _CONNECTORS for w in words))


def _known(view: View, name: str, seen: dict[str, bool]) -> bool:
    """Whether `name` stands without the pronoun: it is a country, or the document has it elsewhere, not followed by one."""
    if any(name.lower() in names for names in view.profile.countries.values()):
        return True
    if name not in seen:
        seen[name] = re.search(rf"\b{re.escape(name)}\b(?! (?:He|She)\b)", view.text) is not None
    return seen[name]


def find(view: View) -> Iterator[Candidate]:
    """Propose to remove the pronoun."""
    text = view.text
    if " He " not in text and " She " not in text:
        return
    verbs = view.profile.say | _MORE_VERBS
    hits = [m for m in _PRONOUN.finditer(text) if m[1] in verbs]
    if not hits or _ASIA.search(text):
        return
    seen: dict[str, bool] = {}
    for m in hits:
        name = _NAME.search(text[max(0, m.start() - 40) : m.start()])
        before = _SENTENCE.split(text[max(0, m.start() - 200) : m.start()])[-1]
        if name and _subject(view, before) and _known(view, name[1], seen):
            yield RULE.candidate(m.start(), m.end(), "", f"{name[1]} is the subject")


FIXES = (
    Example(
        "The French Foreign Minister Jean Martin He said on Sunday that it was over. Martin left.",
        "The French Foreign Minister Jean Martin said on Sunday that it was over. Martin left.",
    ),
    Example(
        "Chancellor Anna Berg She told reporters to wait. Berg then flew home.",
        "Chancellor Anna Berg told reporters to wait. Berg then flew home.",
    ),
    Example(
        "The Minister of Defence of Poland He called on allies to help.",
        "The Minister of Defence of Poland called on allies to help.",
    ),
    Example(
        "Prime Minister Ivo Kask He announced new rules. Kask is 50.",
        "Prime Minister Ivo Kask announced new rules. Kask is 50.",
    ),
)
LEAVES = (
    Example("Minister Wang He said in Beijing that he would come. Wang smiled."),
    Example("Vice Premier He Lifeng said so. He said more."),
    Example("President Kim left. He said little. Kim smiled."),
    Example("They saw Minister Kim He said nothing. Kim left."),
    Example("The Man He Became is a film about General Kim. Kim liked it."),
    Example("In front of President Kim, He said on the cross is a book. Kim read it."),
    Example("Minister Kim He said on Sunday that it was over."),
    Example("The mayor asked where Dr Kim She said was. Kim knew."),
    Example("Die Ministerin Berg Sie sagte nichts. Berg ging.", target="de"),
    Example("Le ministre Martin Il a dit non. Martin est parti.", target="fr"),
)
FAILS = (Example("In the evening Minister Kim He said no. Kim left.", "In the evening Minister Kim said no. Kim left."),)
