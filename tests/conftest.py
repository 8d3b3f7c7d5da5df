"""Shared fixtures: one Normalizer a session for each way of use."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

from normalize import Normalizer

settings.register_profile("short", deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
settings.register_profile("long", settings.get_profile("short"), max_examples=20_000)  # pytest --hypothesis-profile=long
settings.load_profile("short")


@pytest.fixture(scope="session")
def norm() -> Normalizer:
    """English, without the model: fast and the same everywhere."""
    return Normalizer(target="en", model="none")


ARTICLE = (
    "Ukrainian Foreign Minister Koulemba said on Monday that the killings in Boutsa must be investigated. Prosecutors in Kyiv "
    "had found dozens of bodies in Bucha.\nThe mayor went to Irpin and Bhutan on Sunday , she said.\n"
)


@pytest.fixture
def article() -> str:
    """A short article of our own with several artefacts."""
    return ARTICLE
