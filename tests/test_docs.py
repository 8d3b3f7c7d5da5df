"""What the pages show is what comes out. After a change: `python tests/test_docs.py` writes the outputs anew."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import normalize

PAGE = Path(normalize.__file__).parent / "HOW_IT_DECIDES.md"
BLOCK = re.compile(r"```console\n\$ (normalize [^\n]+)\n(.*?)```", re.DOTALL)


def output(command: str) -> str:
    """What a command prints, without spaces at line ends."""
    run = subprocess.run([sys.executable, "-m", *shlex.split(command)], capture_output=True, text=True, check=True)
    return re.sub(r" +$", "", run.stdout, flags=re.MULTILINE)


@pytest.mark.parametrize("block", list(BLOCK.finditer(PAGE.read_text(encoding="utf-8"))), ids=lambda m: m[1][19:40])
def test_the_page_shows_what_comes_out(block: re.Match[str]) -> None:
    assert output(block[1]) == block[2], "run `python tests/test_docs.py`, then read whether the page still says the truth"


if __name__ == "__main__":
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(BLOCK.sub(lambda m: f"```console\n$ {m[1]}\n{output(m[1])}```", text), encoding="utf-8")
