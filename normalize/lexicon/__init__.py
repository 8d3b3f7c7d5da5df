"""The lexicon: tables, channels, profiles, words, and the compiled index."""
