"""The lexicon: tables, channels, profiles, words, and the compiled index."""

from __future__ import annotations

from collections.abc import Callable

on_build: list[Callable[[str], None]] = []
"""Called with the target before its index is compiled, which takes a while: so that a program can say so."""
