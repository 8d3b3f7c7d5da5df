"""Folding: one key for the many ways to write the same letters.

`fold` is 1:1 per code point, so offsets into the folded text are offsets into the original. It lower-cases, takes
Latin and Greek letters to their base letter, makes apostrophes, hyphens and no-break spaces plain, and makes NUL and half a surrogate pair the
replacement character. What it leaves alone on purpose: combining marks that stand as code points of their own (removing them would shift offsets), й ї ў and
other Cyrillic letters that are letters in their own right, ligatures of two letters such as ĳ, and every dash that
separates words (en and em dash).

`romanize` is for the correction model only: it may change the length.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["OTHER_SCRIPT", "TABLE", "fold", "romanize"]

#: Targets that are not written in Latin letters.
OTHER_SCRIPT = frozenset({"el", "ru", "uk"})

#: Letters without a Unicode decomposition whose base is one letter (lower case only; upper case is lowered first).
_BASE = dict(zip("łøıđßæœþðħŧŋĸſƶƀɨʉɫəɛɔƒɓɗɖƙƴςё", "loidsaotdhtnkszbiulaeofbddkyσе", strict=True))
_PLAIN = {
    **dict.fromkeys("‘’‛ʼʻʹ′＇", "'"),  # curly, modifier and prime marks used as apostrophes
    **dict.fromkeys("‐‑", "-"),  # hyphen, no-break hyphen
    **dict.fromkeys("\u00a0\u202f\u2007", " "),  # no-break spaces
}
#: Cyrillic letters with a grave accent are only stressed; every other mark on a Cyrillic letter makes another letter.
_STRESSED = {"ѐ": "е", "ѝ": "и"}


def _fold_char(char: str) -> str:
    """Fold one code point to exactly one code point.

    >>> "".join(map(_fold_char, "ÉŁİǾάЙё’"))
    "elioαйе'"
    """
    if char == "\0" or "\ud800" <= char <= "\udfff":
        return "\ufffd"  # half a surrogate pair: nothing that is looked up may hold one
    char = char.lower()[:1]  # only İ lowers to two code points; its first is the i
    char = _PLAIN.get(char) or _STRESSED.get(char) or _BASE.get(char, char)
    parts = unicodedata.normalize("NFD", char)
    if len(parts) > 1 and ("a" <= parts[0] <= "z" or "ͱ" <= parts[0] <= "Ͽ" or parts[0] in _BASE):
        return _BASE.get(parts[0], parts[0])
    return char


class _Table(dict[int, int]):
    """A translation table that fills itself: importing it costs nothing, and it covers all of Unicode."""

    def __missing__(self, code: int) -> int:
        folded = self[code] = ord(_fold_char(chr(code)))
        return folded


_OTHERS = re.compile("([^\\x00-\\x7f]+)")
_FEW = 20  # characters of a text for one run of letters outside ASCII, at least

#: For `str.translate`: code point -> folded code point. It grows as it is used.
TABLE: dict[int, int] = _Table()


def fold(text: str) -> str:
    """Return the folded text, of the same length in code points as `text`.

    >>> fold("Łódź, Çeşme’de, ЁЖИК, İstanbul")
    "lodz, cesme'de, ежик, istanbul"
    >>> fold("Київ і Ούτσα")
    'київ і ουτσα'
    """
    if "\0" in text:
        text = text.replace("\0", "\ufffd")  # it would end what is looked up
    if text.isascii():
        return text.lower()
    parts = _OTHERS.split(text, len(text) // _FEW)
    if parts[-1].isascii():  # few others: the rest is lowered at once, several times as fast
        parts[::2] = [part.lower() for part in parts[::2]]
        parts[1::2] = [part.translate(TABLE) for part in parts[1::2]]
        return "".join(parts)
    return text.translate(TABLE)


def romanize(text: str) -> str:
    """Return a lower-case ASCII spelling for the model; the length may differ.

    It is Unidecode's letter-by-letter spelling, not a national transliteration: the model was trained on the same.

    >>> romanize("Буча"), romanize("Łódź"), romanize("Μπούτσα")
    ('bucha', 'lodz', 'mpoutsa')
    """
    if not text.isascii():
        from unidecode import unidecode

        text = text.encode("utf-8", "ignore").decode("utf-8")  # lone surrogates have no spelling
        text = unidecode(text.replace("ə", "a").replace("Ə", "A"))  # Unidecode makes it @
    return " ".join(text.lower().split())
