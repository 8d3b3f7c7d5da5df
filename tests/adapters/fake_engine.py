"""An engine for the tests of the adapters: it writes Bucha for Boutsa and refuses Bhutan. Quick, and the same for ever."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from normalize.edits import Change, apply
from normalize.records import Evidence, Refusal, Result

PROOF = (Evidence("attested", 4.0, "seen in Greek output"),)


class FakeEngine:
    signature = "fake|1"

    def run(self, documents: Iterable[Any], /) -> Iterator[Result]:
        for name, text in documents:
            yield self.one(name, text)

    def one(self, name: str, text: str) -> Result:
        if "CRASH" in text:
            raise ValueError("crash")
        changes: list[Change] = [
            (m.start(), m.end(), "Bucha", "variant", "name.place", "safe", 0.99, "bucha", PROOF)
            for m in re.finditer("Boutsa", text)
        ]
        refusals = tuple(
            Refusal(m.start(), m.end(), m[0], "Bucha", "variant", "name.place", "hint", 0.3, "a right name", "bucha")
            for m in re.finditer("Bhutan", text)
        )
        out, edits = apply(text, changes)
        return Result(text, out, edits, refusals, "en", "el", self.signature, name)
