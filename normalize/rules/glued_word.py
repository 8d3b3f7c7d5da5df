"""A name run together with the next word: `Draghisaid it`, `Kyivby calling`, German `YavuzerenEr sagte`.

Where bold or linked text ends, web translation loses the space. The cut is made only where both halves are sure: the
left is a name of the lexicon, or stands alone elsewhere in the document; the right is a word that never ends a name,
from a closed list of the target (pronouns, conjunctions, verbs of saying …) or, before a capital letter inside the
word, any frequent word.

A right half of two letters (`in`, `by`) must be followed by an article, a pronoun or, after `by`, a verb in -ing; one
that names end in (`and`, `der`) needs the name in the document or a long one of the lexicon.

Left alone on purpose: the whole being a known word, name or place, derivations (`Ukrainian`, `Kyivans`, `Obamacare`,
`Brexiteer`, `Putinism`, `Merkels`, `Londoner`), camel-case brands (`YouTube`, `McDonald`), case endings of other
languages (`Putinin`), German compounds and genitives (`Ukrainekrieg`, `Hamburger`): there only words that form no
compounds count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from normalize.fold import fold
from normalize.lexicon.names import load_name_words
from normalize.lexicon.words import load_words
from normalize.records import Candidate
from normalize.rules import Example, Hint, Rule
from normalize.rules._shared import unlisted, word_after, words
from normalize.view import View

RULE = Rule("glued-word", "glued", "name run together with the next word", 0.97)

_RIGHT = {
    "en": "who and the that which was were has had have will would said says told with from for when where while after before "
    "also added adds adding called calls visited announced stated stressed noted explained declared wrote posted tweeted "
    "described recently today yesterday however because during about against between into",
    "de": "und der die das hat hatte war sagte sagt erklärte betonte wurde wird haben dass nicht auch mit für nach gegen",
    "fr": "et qui que dans pour avec mais dit déclaré ajouté affirmé était sont avait",
    "es": "que con por para pero dijo dice fue está han había quien cuando",
    "it": "che con per anche detto hanno sono aveva quando dopo",
    "nl": "die dat heeft had was werd zei zegt met voor maar ook",
    "pl": "który która jest był była powiedział oraz że",
    "pt": "que com para mas disse foi está quando",
    "cs": "který která které řekl řekla uvedl uvedla dodal dodala podle proti také však když nebo",
    "sv": "hade säger sade från också efter under",
    "ro": "sunt spus spune declarat anunțat pentru când după",
    "tr": "için olarak dedi söyledi açıkladı belirtti ancak sonra",
    "el": "και είπε είναι από στην στον δήλωσε ανακοίνωσε πρόσθεσε",
    "ru": "который которая сказал сказала заявил заявила сообщил сообщила отметил отметила добавил добавила также после когда",
    "uk": "який яка сказав сказала заявив заявила повідомив повідомила зазначив зазначила додав додала також після коли",
}
_FREQUENT = 4.0  # Zipf frequency below which a word may be a name
_ORDINARY = 5.0  # … from which it is hardly one
_NAME = 0.5  # share of its uses from which a word is rather a name
_LONGEST = 30  # letters of a word before a name
_COINED = 3  # joined capitals of one kind, or one word so often, are no accident
_SHORT = words("in by")
_ENDINGS = words(  # names end so, too: Manipour, Eurydice, Κίνγκστον
    "into for and the has had was und der die das hat war mit nach que con por dice che anche per dat met jest pour mas στον στην"
)
_JOINED_BY_CAPITAL = {
    "en": "He She It They The This That However Also According In On At For But And",
    "de": "Er Sie Es Der Die Das Und Aber In Im Am Auf Auch Nach Mit Wir Ich",
    "fr": "Il Elle Ils Elles Le La Les Et Mais Dans",
    "es": "Él Ella El La Los Las Y Pero En",
    "it": "Lui Lei Il La I Gli Le Ma Nel",
    "nl": "Hij Zij De Het Maar En In",
    "pl": "On Ona To Ale",
    "pt": "Ele Ela O A Os As Mas",
    "cs": "On Ona Ale",
    "sv": "Han Hon Men Det Den",
    "ro": "El Ea Dar",
    "el": "Ο Η Το Και Αλλά",
    "ru": "Он Она Но",
    "uk": "Він Вона Але",
}
_IN_NAMES = words("and said et")  # Krishnanand, Muhammadsaid, Philippet
_AFTER_SHORT = words("a an the his her their its this that these those")
_CAPITALS = "A-ZÀ-ÖØ-ÞĀ-ŽΆ-ΏΑ-ΫЀ-Я"
_WORD = re.compile(rf"[{_CAPITALS}][^\W\d_]{{2,30}}(?![\w-])")
_GOES_ON = re.compile(r"['’@/]|\.\w")
_QUOTES = tuple('"“”„«»‘')  # a word alone in quotation marks is talked about
HINT = Hint("A-ZÀ-ÞΑ-ΫЀ-Я", "(?<=[a-zà-öø-ÿα-ωа-џ].)")
_HUMP = re.compile(HINT.pattern)
UNKNOWN = True
_AFTER_WORD = re.compile(rf"(?<![\w@#/.'’-])([^\W\d_{_CAPITALS}]{{4,}})([{_CAPITALS}][^\W\d_{_CAPITALS}]{{3,}})(?!\w)")
_JOINT = re.compile(r"[a-zà-öø-ÿāăąćčďđęěğłńňőřśşšťůűźżžșțά-ώа-џґ](?=[A-ZÀ-ÖØ-ÞĀ-ŽΆ-ΏΑ-ΫЀ-ЯҐ][^\W\d_A-Z]*\Z)")


@cache
def _rights(target: str) -> tuple[str, ...]:
    """Right halves, the longest first."""
    found = set(_RIGHT.get(target, "").split()) | (_SHORT if target == "en" else set())
    return tuple(sorted(found, key=lambda w: (-len(w), w)))


class _Names:
    """Which left halves are names: of the lexicon, or standing alone in this document and no ordinary word."""

    def __init__(self, view: View, capitalised: frozenset[str]) -> None:
        self._view = view
        self._capitalised = capitalised

    def known(self, word: str) -> bool:
        """Whether the lexicon has the name."""
        return self._view.names(word)

    def in_document(self, word: str) -> bool:
        """Whether the name stands alone in this document."""
        return word in self._capitalised and self._view.words.zipf(word) < 4.0

    def __contains__(self, word: str) -> bool:
        return len(word) > 3 and (self.in_document(word) or self.known(word))


def _fits_short(view: View, names: _Names, name: str, right: str, end: int) -> bool:
    """Whether a two-letter right half is a preposition here: a long known name before, an article or -ing form after."""
    after = word_after(view.text, end)
    fits = after in _AFTER_SHORT or (right == "by" and after.endswith("ing") and len(after) > 5)
    return fits and len(name) > 5 and names.known(name)


def _fits(view: View, names: _Names, name: str, right: str, end: int) -> bool:
    """Whether `right` is a word of its own here."""
    if right in _SHORT:
        return _fits_short(view, names, name, right, end)
    goes_on = word_after(view.text, end)
    if right in _IN_NAMES and goes_on.lower() not in view.profile.function and not (right == "and" and goes_on[:1].isupper()):
        return False
    if right in _ENDINGS and goes_on in ("", "and", "und"):
        return False
    return names.in_document(name) or names.known(name) and (right not in _ENDINGS or len(name) > 5 and len(right) > 2)


def _joint(view: View, names: _Names, word: str) -> str:
    """The right half of `word` if the left one is a name, else an empty string."""
    if m := _JOINT.search(word):
        right = word[m.end() :]
        name = view.names(right) and view.words.zipf(word[: m.end()]) < _ORDINARY
        halves = (word[: m.end()], right)
        rare = max(map(view.words.zipf, halves)) < _FREQUENT and not any(map(_english, halves))
        if (name or rare) and f"{word[: m.end()]} {right}" in view.text:
            return right  # the whole name stands elsewhere
        return right if right in _JOINED_BY_CAPITAL.get(view.target, "").split() and word[: m.end()] in names else ""
    rights = (r for r in _rights(view.target) if word[1:].islower() and word.endswith(r))
    return next((r for r in rights if word[: -len(r)] in names), "")


def _english(word: str) -> bool:
    """Whether it is an everyday word of English, of which products of all countries are named (QuickTime, OpenDocument)."""
    return load_words("en").zipf(word) >= _FREQUENT and load_name_words().get(fold(word))[1] < _NAME


def _unknown(view: View, word: str) -> bool:
    """Whether nobody knows the whole: no list of words, names or places."""
    return unlisted(view, word)


def _suspects(view: View) -> Iterator[tuple[str, str, _Names]]:
    """Capitalised words that are unknown as a whole and begin with a name, with the right half."""
    rights = _rights(view.target)
    odd = _WORD.findall(view.text) if view.odd is None else view.odd
    suspects = {w for w in odd if len(w) > 5 and (w.endswith(rights) or not w[1:].islower())}
    if not suspects:
        return
    found = frozenset(_WORD.findall(view.text))
    names = _Names(view, found)
    for w in sorted(suspects & found):
        if _unknown(view, w) and (right := _joint(view, names, w)):
            yield w, right, names


def find(view: View) -> Iterator[Candidate]:
    """Propose a space at the joint."""
    text = view.text
    glued = {word: (right, names) for word, right, names in _suspects(view)}
    joints = sum(right[0].isupper() for right, _ in glued.values())
    if joints >= _COINED:
        glued = {w: found for w, found in glued.items() if found[0][0].islower()}  # LisbonIn, PortoAt, KyivAnd
    invented = [w for w, (right, names) in glued.items() if not names.known(w[: -len(right)])]
    for w in list(glued):
        if text.count(w) >= _COINED or len(invented) >= _COINED and w in invented:
            del glued[w]  # the Tolmand of Tolm, Askil and Askilwas
    for m in _WORD.finditer(text) if glued else ():
        if m.group() not in glued or _GOES_ON.match(text, m.end()):
            continue
        right, names = glued[m.group()]
        name = m.group()[: -len(right)]
        stands = m.start() == 0 or not (text[m.start() - 1].isalnum() or text[m.start() - 1] in "_'’.@#/-")
        stands = stands and not (text[m.start() - 1 : m.start()] in _QUOTES and text[m.end() : m.end() + 1] in _QUOTES)
        if stands and (right[0].isupper() or _fits(view, names, name, right, m.end())):
            cut = m.start() + len(name)
            yield RULE.candidate(cut, cut, " ", f"{name} + {right}")
    yield from _after_words(view)


def _after_words(view: View) -> Iterator[Candidate]:
    """Names run together with a title or a verb of saying before them."""
    text = view.text
    for hump in _HUMP.finditer(text):
        start = hump.start()
        while start and text[start - 1].islower() and hump.start() - start < _LONGEST:
            start -= 1
        if not (m := _AFTER_WORD.match(text, start)):
            continue
        word, name = m.groups()
        after = word_after(text, m.end())
        whole = after[:1].isupper() and view.names(after)
        if not _introduces(view, word) or _GOES_ON.match(text, m.end()) or view.words.zipf(name) >= _FREQUENT and not whole:
            continue
        if whole or view.names(name) or re.search(rf"(?<![\w-]){name}(?![\w-])", text):
            yield RULE.candidate(m.start(2), m.start(2), " ", f"{word} + {name}")


def _introduces(view: View, word: str) -> bool:
    """Whether `word` is a title or a verb of saying of the target."""
    known = word in view.profile.titles or word.capitalize() in view.profile.titles
    return known or any(
        phrase.endswith(word) and phrase[-len(word) - 1 : -len(word)] in ("", " ") for phrase in view.profile.say
    )


FIXES = (
    Example("Mayor Olafsonwho came late left, and Olafson spoke.", "Mayor Olafson who came late left, and Olafson spoke."),
    Example("Kim Olafsonadded that Olafson was well.", "Kim Olafson added that Olafson was well."),
    Example("The mayor Tomczakposted it; later Tomczak deleted it.", "The mayor Tomczak posted it; later Tomczak deleted it."),
    Example("Ali Yavuzerenand his wife; Yavuzeren is 60.", "Ali Yavuzeren and his wife; Yavuzeren is 60."),
    Example("President OlgaTomczak left. Olga Tomczak is 60.", "President Olga Tomczak left. Olga Tomczak is 60."),
    Example("Later presidentTomczak left; Tomczak is 60.", "Later president Tomczak left; Tomczak is 60."),
    Example("Ali YavuzerenEr sagte nichts. Yavuzeren ging.", "Ali Yavuzeren Er sagte nichts. Yavuzeren ging.", "de"),
)
LEAVES = (
    Example("Franco Korapinto went to Imola; Jacinto and Corinto stayed."),
    Example("The Ukrainians, the Kyivans and a Londoner spoke of Putinism; Putin did not."),
    Example("Obamacare and Brexiteers; Obama and Brexit."),
    Example("YouTube, WhatsApp, McDonald and LaGuardia are names; You may ask LaG."),
    Example("The Finnish text says Putinin and Trumpin; Putin and Trump."),
    Example("The Petersfield road and the Johnstown flood; Johns and Peters."),
    Example("He met Martin in Berlin and Hamburgers in Hamburg."),
    Example("Der Ukrainekrieg und die Merkelregierung; Ukraine, Merkel.", target="de"),
    Example("Die Hamburgerin und der Berliner; Hamburg, Berlin, Merkels.", target="de"),
    Example("Les Parisiennes et le Macronisme; Paris, Macron.", target="fr"),
    Example("Le Logarpour est loin.", target="fr"),
    Example("El Barcelonismo y los Madrileños; Barcelona, Madrid.", target="es"),
    Example("Gli Juventini e Berlusconismo; Juventus, Berlusconi.", target="it"),
    Example("Warszawianka i Krakowianie; Warszawa, Kraków.", target="pl"),
    Example("The MetroPlus card and the BlackBerry; Metro, Black, Plus."),
    Example("They live in Rogaland and Hildebrand; Carrat the elder."),
    Example("Wählen Sie QuickMask; die Quick Mask ist eine Auswahl.", target="de"),
    Example("LisbonIn rents desks, PortoAt had the idea, and BerlinThe has not; Lisbon, Porto, Berlin."),
    Example("The last of the Tolmand fled; no Tolmand may climb it, and a Tolmand child learns it. Old Tolm fell."),
    Example(
        "Muhammadsaid Rahimov and his cousin Hasansaid met Krishnanand, born Krishnan; Krishnanand plays well, Hasan said."
    ),
    Example("The function saidOlga calls presidentName; MetroPlus is a card, Metro Plus a shop."),
    Example("Zelenskyand-style marks stay, Zelensky."),
)
FAILS = (
    Example(
        "The head of the PSDas well as others left; the PSD lost.", "The head of the PSD as well as others left; the PSD lost."
    ),
)
