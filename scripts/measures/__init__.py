"""What the lexicon covers and reaches, measured: tables for `scripts/build_lexicon` and `scripts/artefacts`."""
