"""A pronoun that repeats its subject: `Minister Jean Martin He said on Sunday`.

Where a name ends a bold passage, web translation begins a new clause and supplies the subject that the source's verb needs. The
pronoun is removed where the sentence has its subject already: a title and a name stand directly before the capitalised pronoun, a verb of
saying directly after it, nothing else in the sentence so far.

Left alone on purpose: the Chinese name He (`Wang He said`, `Vice Premier He Lifeng`): texts about China are skipped;
titles of works (`The Man He Became`), headlines, quotations, sentences with a verb before the pronoun (a full stop is missing
there, which is another fault), and names that the document knows only together with `He`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from normalize.records import Candidate
from normalize.rules import Example, Rule
from normalize.view import View

RULE = Rule("stray-pronoun", "repetition", "pronoun repeats the subject", 0.96, targets=frozenset({"en"}))

_PRONOUN = re.compile(r" (?:He|She)(?= ([a-z]{3,}) )")
_ASIA = re.compile(r"\b(?:Chin(?:a|ese)|Beijing|Shanghai|Taiwan|Hong Kong|Xi Jinping|Mr\.? He|He [A-Z][a-z]+)\b")
_MORE_VERBS = frozenset("called spoke expressed condemned met visited thanked welcomed described criticized criticised accused rejected refused promised demanded".split())
_CONNECTORS = frozenset("the of for and de la le von van der den di da del du al bin ibn e y".split())
_NAME = re.compile(r"([A-Z][\w'’-]+)\Z")


def _subject(view: View, start: int, i: int) -> bool:
    """Whether `[start, i)` is nothing but a title and a name: capitalised words, connectors, at least one title of the profile."""
    words = view.text[start:i].strip(" “\"").split()
    if not 2 <= len(words) <= 12 or "," in view.text[start:i]:
        return False
    if any(w not in _CONNECTORS and not (w[0].isupper() and w.replace("-", "").replace("’", "").replace("'", "").isalpha()) for w in words[1:]):
        return False
    titles = {part for t in view.profile.titles for part in t.split()}
    return any(w in titles for w in words[:-1])


def _known_alone(text: str, name: str) -> bool:
    """Whether the document has the name elsewhere, not followed by a pronoun."""
    return re.search(rf"\b{re.escape(name)}\b(?! (?:He|She)\b)", text) is not None


def find(view: View) -> Iterator[Candidate]:
    """Propose to remove the pronoun."""
    text = view.text
    if " He " not in text and " She " not in text:
        return
    verbs = view.profile.say | _MORE_VERBS
    hits = [m for m in _PRONOUN.finditer(text) if m[1] in verbs]
    if not hits or _ASIA.search(text):
        return
    for m in hits:
        name = _NAME.search(text[max(0, m.start() - 40) : m.start()])
        start = view.sentence(m.start()).start
        if name and _subject(view, start, m.start()) and _known_alone(text, name[1]):
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
        "The Minister of Defence of Poland He called on allies to help. Poland has sent tanks.",
        "The Minister of Defence of Poland called on allies to help. Poland has sent tanks.",
    ),
    Example("Prime Minister Ivo Kask He announced new rules. Kask is 50.", "Prime Minister Ivo Kask announced new rules. Kask is 50."),
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
