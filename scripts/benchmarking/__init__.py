"""Helpers of `scripts/benchmark`: the texts, the tools, and the measuring of one of them in a process of its own."""
