"""Hostile texts: each family is a function of a length in code points. A new rule with a new pattern deserves a new family."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

Family = Callable[[int], str]


def fill(piece: str, head: str = "", tail: str = "") -> Family:
    """`piece` again and again between `head` and `tail`."""
    return lambda n: head + piece * max(1, (n - len(head) - len(tail)) // len(piece)) + tail


def nested(opening: str, middle: str, closing: str) -> Family:
    """As many openings as closings."""
    return lambda n: opening * (n // 2 // len(opening)) + middle + closing * (n // 2 // len(closing))


def mixed(alphabet: str) -> Family:
    """Characters of an alphabet in an order that nothing repeats."""
    return lambda n: "".join(random.Random(n).choices(alphabet, k=n))


def deep_json(n: int) -> str:
    return json.dumps({"text": "In Boutsa"})[:-1] + ', "a": ' + "[" * (n // 2) + "]" * (n // 2) + "}"


_NEVER_SAME = random.Random(1)


def unknown(n: int) -> str:
    """Names that nobody has, others at every call: an engine remembers words."""
    shape = ["BDGKLMNPRSTVZ", "aeiou", *["bdgklmnprstvz", "aeiou"] * 3]
    return " ".join("".join(map(_NEVER_SAME.choice, shape)) for _ in range(n // 9))


STORY = "Ukrainian Foreign Minister Dmytro Koulemba said in Kyiv that “nobody will forget” what happened in Boutsa. "
# Runs of what a pattern repeats, ended by what it cannot take: a pattern that tries every split takes quadratic time or worse.
REDOS: dict[str, Family] = {
    "stops then a letter": fill(".", tail="x"),
    "stops and closers": fill(".”", tail="x"),
    "closers": fill("”)", "a.", "x"),
    "newlines": fill("\n", tail="x"),
    "thousands": fill(".000", "1", "x"),
    "thousands with commas": fill(",000", "1", "x"),
    "unknown marks": fill("<unk>", tail="x"),
    "unknown marks with spaces": fill(" ⁇", tail="x"),
    "unknown marks without spaces": fill("⁇", " ", "x"),
    "sentencepiece": fill("▁", tail="x"),
    "subwords": fill("ab@@ "),
    "subwords with signs": fill("a ##"),
    "moses hyphens": fill("a @-@ "),
    "entities": fill("&amp;", tail="x"),
    "half entities": fill("&amp"),
    "number entities": fill("&#39;", tail="x"),
    "ampersands": fill("&"),
    "open tags": fill("<a "),
    "open tags in a line": fill("<"),
    "backticks": fill("`a"),
    "fences": fill("```"),
    "code elements": fill("<code>"),
    "addresses": fill("http://a."),
    "dots and letters": fill("a.", tail=" "),
    "dots and capitals": fill("A.b"),
    "at signs": fill("a@"),
    "mail": fill("a@b."),
    "handles": fill("@a#"),
    "slashes": fill("/a."),
    "hyphens": fill("a-"),
    "hyphens and capitals": fill("Aa-"),
    "apostrophes": fill("A'"),
    "capitalised with apostrophes": fill("Boutsa'"),
    "spaced apostrophes": fill("don ' t "),
    "french apostrophes": fill("l ' a "),
    "spaced stops": fill(" ."),
    "doubled stops": fill(". "),
    "spaced commas": fill("Kyiv , "),
    "brackets": fill("( a "),
    "closing brackets": fill("a ) "),
    "list items": fill("\n- E export", tail=" of grain to"),
    "cut sentences": fill("Minister. from", tail=" x"),
    "glued": fill("KulebaSaid"),
    "different glued words": lambda n: " ".join(f"{name}said" for name in unknown(n).split()),
    "different loops": lambda n: " ".join(" ".join([f"a{i} b c{i}"] * 3) for i in range(n // 30)),
    "glued with stops": fill("said.Kuleba"),
    "ordinals": fill("1 st "),
    "doubled words": fill("the the "),
    "phrase loops": fill("in the city of Kyiv and "),
    "loop of growing": lambda n: " ".join(f"a{i % 97} b" for i in range(n // 5)),
    "articles": fill("a atrocity "),
    "articles in capitals": fill("THE German "),
    "titles": fill("Mr Ms Dr "),
    "particles": fill("van der de la "),
    "pronouns": fill("Minister Kuleba He said "),
    "offices": fill("Ukrainian Foreign Minister "),
    "meta words": fill("spelling "),
    "table": fill("Kyiv|"),
}
QUOTES: dict[str, Family] = {
    "nested curly": nested("“", "Kyiv", "”"),
    "nested low": nested("„", "Kyiv", "“"),
    "nested angled": nested("«", "Kyiv", "»"),
    "nested single": nested("‘", "Kyiv", "’"),
    "straight": fill('"'),
    "straight and spaces": fill('" '),
    "opening": fill("“ "),
    "closing": fill(" ”"),
    "all kinds": mixed("“”„«»‘’\"' a."),
    "closers that open": fill("He said “yes “, "),
    "closing after space": fill("late, ”said "),
}
NAMES: dict[str, Family] = {
    "one variant": fill("Boutsa "),
    "traps": fill("Bhutan and Buta, "),
    "one long name": fill("Dmytro Koulemba, "),
    "capitals": fill("BOUTSA KYIV "),
    "one story": fill(STORY),
    "stories in lines": fill(STORY + "\n"),
    "unknown names": unknown,
    "lost letters": fill("Krkonoe and Franti?ek, "),
    "signs for letters": fill("-o?o"),
    "signs for letters in one name": fill("-o?o'oo\ufffd", "Bo"),
    "stuck endings": fill("Johnsonas beat Hamlinas. "),
    "one long word": lambda n: "a" * n,
    "one long capitalised word": lambda n: "B" + "o" * (n - 1),
    "one long word with marks": lambda n: "B" + "o'" * (n // 2),
    "one long cyrillic word": lambda n: "Б" + "у" * (n - 1),
    "mixed scripts in one word": fill("Bу"),
}
UNICODE: dict[str, Family] = {
    "spaces": fill(" "),
    "no-break spaces": fill("\u00a0"),
    "tabs and spaces": fill("\t "),
    "combining marks": fill("\u0301", "Bo"),
    "combining marks on capitals": fill("B\u0301o\u0308"),
    "joiners": fill("\u200d\u200c\u2060"),
    "bidi controls": fill("\u202eBoutsa\u202c\u2067Kyiv\u2069\u200f"),
    "bidi controls unclosed": fill("\u202e\u2066"),
    "lone high surrogates": fill("\ud800Boutsa "),
    "lone low surrogates": fill("\udfff"),
    "surrogates the wrong way": fill("\udc00\ud800 Kyiv "),
    "NUL": fill("\0"),
    "NUL in names": fill("Bou\0tsa in Kyiv "),
    "controls": fill("".join(map(chr, range(1, 32)))),
    "C1 controls": fill("".join(map(chr, range(0x80, 0xA0)))),
    "byte order marks": fill("\ufeffBoutsa "),
    "replacement characters": fill("\ufffd"),
    "mixed line ends": fill("Boutsa\r\nKyiv\rIrpin\n\u2028\u2029\x85\x0b\x0c"),
    "carriage returns": fill("\r"),
    "astral": fill("😀𝓑𝓸 "),
    "private use and beyond": fill("\ue000\U0010ffff"),
    "dotted capitals": fill("İ"),
    "sharp s and ligatures": fill("ßﬁŒ "),
    "mojibake": fill("Ã©â€œ "),
    "mojibake in one word": fill("Ã©"),
    "right to left": fill("בוצ׳ה بوتشا "),
    "chinese": fill("布查在烏克蘭。"),
    "noise": mixed("".join(map(chr, [*range(32, 127), *range(0xA0, 0x250), *range(0x2010, 0x2040), 0x1F600, 0xD800, 0]))),
    "deep JSON": deep_json,
}
FAMILIES = {**REDOS, **QUOTES, **NAMES, **UNICODE}
