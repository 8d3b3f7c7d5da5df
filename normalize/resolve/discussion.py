"""What is talked about rather than used: spelling, quoted words, tables, lists of renderings. Such mentions are left as they are."""

from __future__ import annotations

import re

from normalize.fold import fold
from normalize.lexicon.nearest import similarity
from normalize.memo import lazy
from normalize.resolve.witness import Witness

__all__ = ["Discussion"]

_META = re.compile(
    r"\b(?:mis-?spel|spel[lt](?:ed|ing|ings|s)?\b|how to write|something like|it is (?:written|called)|transliterat|translitt|romani[sz]|pronounc|pronunc|exonym|endonym|etymolog|autocorrect|"
    r"mistransl|machine.translat|typo\b|typos\b|orthograph|ortograf|ortogra[pf]|cyrillic|alphabet|rendered as|written as|"
    r"translat(?:ed|es) (?:as|to)|the (?:name|word|spelling|form) [\"“'‘„«]|"
    r"umschrift|schreibweise|schreibt (?:man|sich)|geschrieben als|falsch geschrieben|buchstab|transkri|rechtschreib|"
    r"s'ecrit|s’ecrit|graphie|prononc|grafia|se escribe|si scrive|escreve-se|se escreve|se scrie|ortograf|traslitter|"
    r"pisown|pisane|pisze sie|wymow|schrijfwijze|gespeld|schrijft men|uitgesproken|stavas|stavning|yazil|pravopis|"
    r"γραφη|γραφεται|написание|пишется|пишеться|транслит|вимов|произнос|(?:нем|англ|фр|укр|рус|польск)\.|"
    r"(?:in|auf|en|au|på|pa|po|in limba) (?:english|german|french|polish|dutch|spanish|italian|russian|ukrainian|deutsch|englisch|"
    r"franzosisch|polnisch|ukrainisch|russisch|anglais|allemand|francais|polonais|ukrainien|russe|ingles|aleman|frances|inglese|"
    r"tedesco|francese|ucraino|engelska|tyska|franska|niemiecku|angielsku|francusku|duits|engels|frans)\b|"
    r"(?:newspapers|papers|press) writes?\b|known in [a-z]+ as|called in [a-z]+)"
)
_ROW = 2000  # code points on each side within which the marks of a table row are looked for
_PASSAGE = 400  # … and words about spelling
_LISTED = 0.65  # similarity of two words side by side from which they may be renderings of one name
_NEXT = re.compile(r"""['’”"»“]?(?:\s?[,/;(]\s?|,?\s\w{1,5}\s)['‘“"„«”’]?([^\W\d_][^\W\d_'’-]+)""")
_LAST = re.compile(r"""([^\W\d_][^\W\d_'’-]+)['’”"»“]?(?:\s?[,/;(]\s?|,?\s\w{1,5}\s)['‘“"„«”’]?\Z""")
_SIC = re.compile(r"""['’”"»“]?\s?[(\[]\s?sic\b""", re.IGNORECASE)
_SPACES = ("\u00a0", "\u202f", " ")  # inside French quotation marks
_OPEN, _CLOSE = "\"'“‘„«‚‹”’", "\"'”’“»›‘«"
_MANY = 3  # words about spelling from which a whole document is about it


class Discussion:
    """What a document says about its own words; asked only where something would be edited."""

    def __init__(self, w: Witness) -> None:
        self._view, self._index = w.view, w.index

    @lazy
    def _count(self) -> int:
        return sum(1 for _ in _META.finditer(self._view.folded, 0, 20_000))

    def why(self, start: int, end: int) -> str:
        """Why the span is talked about rather than used (a reason in words), or an empty string."""
        text = self._view.text
        before, after = (
            (start - 2, end + 1) if text[start - 1 : start] in _SPACES and text[end : end + 1] in _SPACES else (start - 1, end)
        )
        if (
            before >= 0
            and after < len(text)
            and text[before] in _OPEN
            and text[after] in _CLOSE
            and (before < 1 or not text[before - 1].isalnum())
        ):
            return "it stands alone in quotation marks"
        if _SIC.match(text, end):
            return "[sic] follows it"
        lo, hi = self._view.line(start)
        if text.count("|", max(lo, start - _ROW), min(hi, end + _ROW)) >= 2:
            return "it stands in a table"
        if _META.search(self._view.folded, max(lo, start - _PASSAGE), min(hi, end + _PASSAGE)):
            return "the passage is about spelling"
        if self._count >= _MANY:
            return "the document is about spelling"
        return ""

    def beside(self, start: int, end: int, right: str) -> str:
        """The word beside the span that is another rendering of `right`, as where somebody lists them; an empty string without."""
        text = self._view.text
        words = text[start:end].split()
        for found, word in ((_NEXT.match(text, end), words[-1]), (_LAST.search(text, max(0, start - 60), start), words[0])):
            key = fold(word)
            other = fold(found[1]) if found and found[1][0].isupper() else ""
            if not other or other == key or other.startswith(key) or key.startswith(other):
                continue
            if similarity(other, key) >= _LISTED and (other in fold(right).split() or not self._index.reads(other).right):
                return found[1] if found else ""
        return ""
