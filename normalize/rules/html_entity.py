"""An HTML entity in running text: `don&#39;t`, `&quot;`, `Marks &amp; Spencer`.

Translation services that speak HTML return escaped text, and scripts that treat it as plain text keep the escapes: in
the development set every third document of one service has them. The replacement is fixed by the HTML standard
(Python's `html.unescape`), also for text that was escaped twice (`&amp;quot;`).

Left alone on purpose: documents that contain markup (there the entity is right), texts about HTML or XML, addresses
and code (protected spans), `&lt;` before a letter (the decoded text would read as a tag), soft hyphens and control
characters.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import lru_cache

from normalize.records import Candidate
from normalize.rules import Example, Rule
from normalize.rules._shared import around
from normalize.view import View

RULE = Rule("html-entity", "encoding", "HTML entity in running text", 0.995)

_ENTITY = re.compile(r"&(?:amp;){0,3}(?:[A-Za-z]{2,8}\d{0,2}|#\d{2,6}|#[xX][0-9A-Fa-f]{2,5});")
_ABOUT = re.compile(
    r"\bX?HTML\b|\bXML\b|\bSGML\b|\bmarkup language|\bescape (?:sequence|code|character)|\bampersand", re.IGNORECASE
)
_MARKUP = re.compile(
    r"</?(?:p|a|b|i|u|br|hr|div|span|li|ul|ol|td|tr|th|table|h[1-6]|strong|em|html|body|head|img|script)\b[^<>\n]{0,300}>", re.I
)
_SPACES = "\u00a0\u2002\u2003\u2009\u202f"


@lru_cache(maxsize=1000)
def _decode(entity: str) -> str | None:
    """The character that `entity` stands for, or `None` where it stands for nothing that can be written.

    >>> _decode("&amp;quot;"), _decode("&eacute;"), _decode("&shy;"), _decode("&nothing;")
    ('"', 'é', None, None)
    """
    value = entity
    for _ in range(4):
        value = html.unescape(value)
    good = len(value) == 1 and (value.isprintable() or value in _SPACES)
    return value if good else None


def _would_read_as_tag(view: View, value: str, start: int, end: int) -> bool:
    if value == "<":
        return view.text[end : end + 1].isalpha() or view.text[end : end + 1] in "/!?"
    return value == ">" and re.search(r"&lt;[A-Za-z/!?]", view.text[around(view.text, start)[0] : start]) is not None


def find(view: View) -> Iterator[Candidate]:
    """Propose the character for every entity of a plain text."""
    text = view.text
    if "&" not in text or ";" not in text:
        return
    hits = list(_ENTITY.finditer(text))
    if not hits or _ABOUT.search(text) or _MARKUP.search(text):
        return
    for m in hits:
        value = _decode(m.group())
        if value and not _would_read_as_tag(view, value, *m.span()):
            yield RULE.candidate(*m.span(), value, f"{m.group()} is the escape of {value}")


FIXES = (
    Example("The mayor said it wasn&#39;t his fault.", "The mayor said it wasn't his fault."),
    Example("&quot;We stay,&quot; she wrote.", '"We stay," she wrote.'),
    Example("Shares of Procter &amp; Gamble fell.", "Shares of Procter & Gamble fell."),
    Example("It was &amp;quot;quiet&amp;quot; there.", 'It was "quiet" there.'),
    Example("L&#39;armée n&#39;a rien dit.", "L'armée n'a rien dit.", "fr"),
    Example("Das Caf&eacute; am Platz blieb offen.", "Das Café am Platz blieb offen.", "de"),
)
LEAVES = (
    Example("Write &quot;&amp;amp;&quot; in HTML when you mean the sign."),
    Example("<p>Smith &amp; Sons opened in May.</p>"),
    Example("See https://example.org/?a=1&amp;b=2 for the list."),
    Example("The code `&lt;div&gt;` opens a box."),
    Example("He typed &lt;b&gt; before the word."),
    Example("R&D; sales & marketing; all grew."),
    Example("AT&T; Verizon; and others bid."),
    Example("Die Firma Müller & Söhne; gegründet 1920.", target="de"),
    Example("Bonnie & Clyde; un film de 1967.", target="fr"),
    Example("A soft hy&shy;phen may stay."),
)
FAILS = (Example("He learned HTML and said &quot;no&quot;.", 'He learned HTML and said "no".'),)
