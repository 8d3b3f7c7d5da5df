"""The network and its training: a character T5 that writes the variant from the canonical name."""

from __future__ import annotations

import json
import math
import random
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, log_softmax
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from transformers import T5Config, T5ForConditionalGeneration

from normalize.model import alphabet
from training.data import Pair, Pools, draw
from training.neighbours import Neighbours, fold_key, skeleton

VOCABULARY = 3 + len(alphabet.LETTERS)
IGNORED = -100  # label of padding
START = "start.json"  # with which runs a run began ("with": their seeds), and all runs that led there ("runs", see `history`)


@dataclass(frozen=True, slots=True)
class Plan:
    """Size and length of a training; `cpu` fits two cores in an hour, `gpu` is larger and longer."""

    width: int = 128
    depth: int = 4
    inner: int = 512  # width of the dense layers
    batch: int = 256
    steps: int = 7000
    rank_share: float = 0.3  # last part of the steps: tell the right name from near ones
    rank_names: int = 8
    memory: float = 0.999  # share of the running mean of the weights, which is what ships, that a step keeps
    rate: float = 2e-3
    warm_up: int = 150
    seed: int = 1

    @staticmethod
    def of(device: str) -> Plan:
        """The plan for a kind of device."""
        return Plan() if device == "cpu" else Plan(width=256, depth=6, inner=1024, batch=2048, steps=20_000, rate=1e-3)


def build(plan: Plan) -> T5ForConditionalGeneration:
    """A fresh network."""
    torch.manual_seed(plan.seed)
    config = T5Config(
        vocab_size=VOCABULARY, d_model=plan.width, d_kv=32, d_ff=plan.inner, num_heads=plan.width // 32,
        num_layers=plan.depth, num_decoder_layers=1, feed_forward_proj="relu", dropout_rate=0.0,
        relative_attention_num_buckets=16, relative_attention_max_distance=32,
        pad_token_id=alphabet.PAD, eos_token_id=alphabet.END, decoder_start_token_id=alphabet.PAD,
    )  # fmt: skip
    return T5ForConditionalGeneration(config)


def grown(model: T5ForConditionalGeneration, smaller: dict[str, Tensor]) -> dict[str, Tensor]:
    """Weights for `model` that compute what those of a `smaller` network of the same width did.

    What is new leads nowhere at first: output weights of new units are zero, and so are those of new layers, whose other
    weights are the last layer's.
    """
    depth = 1 + max(int(k.split(".")[2]) for k in smaller if k.startswith("encoder.block."))
    state = {k: v.clone() for k, v in model.state_dict().items()}
    for key, value in state.items():
        parts = key.split(".")
        fresh = key.startswith("encoder.block.") and int(parts[2]) >= depth
        old = smaller[".".join([*parts[:2], str(depth - 1), *parts[3:]]) if fresh else key]
        if parts[-2] in ("o", "wo"):
            value.zero_()
        if not (fresh and parts[-2] in ("o", "wo")):
            value[tuple(slice(n) for n in old.shape)] = old
    return state


def weights_of(checkpoint: dict[str, Any]) -> dict[str, Tensor]:
    """What ships of a checkpoint: the running mean of the weights, or the last ones where an older run kept no mean."""
    return dict(checkpoint.get("mean") or checkpoint["model"])


def mixed(several: list[dict[str, Tensor]]) -> dict[str, Tensor]:
    """The mean of the weights of runs that began with each other's: better than any of them."""
    return {k: torch.stack([w[k] for w in several]).mean(0) for k in several[0]}


def history(folder: Path) -> list[dict[str, Any]]:
    """The runs that led to the finished run in `folder`, itself last: the plan of each, the steps it `made`, its `seconds`, and `with`
    which runs it began (their seeds).
    """
    path, state = folder / START, torch.load(folder / "checkpoint.pt", map_location="cpu", weights_only=True)
    before = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {"with": [], "runs": []}
    plan = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    plan.setdefault("memory", 0.0)  # runs of old kept no mean
    return [*before["runs"], {**plan, "made": state["step"], "seconds": state["seconds"], "with": before["with"]}]


def padded(rows: list[list[int]], fill: int) -> Tensor:
    """Rows of numbers as one matrix."""
    width = max(map(len, rows))
    return torch.tensor([row + [fill] * (width - len(row)) for row in rows])


def tensors(pairs: list[Pair], device: str) -> dict[str, Tensor]:
    """One batch for the network."""
    read = padded([alphabet.candidate_numbers(p.canonical, p.source, p.kind) for p in pairs], alphabet.PAD)
    written = padded([alphabet.variant_numbers(p.variant) for p in pairs], IGNORED)
    batch = {"input_ids": read, "attention_mask": (read != alphabet.PAD).long(), "labels": written}
    return {k: v.to(device) for k, v in batch.items()}


def batches(stream: Iterator[Pair], size: int, rng: random.Random) -> Iterator[list[Pair]]:
    """Batches of like length: sixteen batches are drawn, sorted and shuffled."""
    while True:
        block = sorted(islice(stream, 16 * size), key=lambda p: (len(p.variant), len(p.canonical)))
        parts = [block[i : i + size] for i in range(0, len(block), size)]
        rng.shuffle(parts)
        yield from parts


class Rivals:
    """Near names of a name, for telling them apart."""

    def __init__(self, names: list[str], rng: random.Random) -> None:
        self.names, self.rng = names, rng
        self.buckets = Neighbours(names).buckets
        self.folded = dict(zip(names, map(fold_key, names), strict=True))

    def of(self, pair: Pair, count: int) -> list[str]:
        """`count` names other than the right one, from the same consonant keys, near as written or folded; filled up at random."""
        near: set[str] = set()
        for key in sorted({skeleton(pair.variant)[:3], skeleton(pair.canonical)[:3]}):
            bucket = self.buckets.get(key, [])
            near |= {self.names[i] for i in self.rng.sample(bucket, min(20 * count, len(bucket)))}
        near.discard(pair.canonical)
        folded = fold_key(pair.variant)
        written = sorted(near, key=lambda n: (_far(n, pair.variant), n))[: (count + 1) // 2]
        others = sorted(near.difference(written), key=lambda n: (_far(self.folded[n], folded), n))
        close = (written + others)[:count]
        return close + self.rng.sample(self.names, count - len(close))


def _far(left: str, right: str) -> int:
    from rapidfuzz.distance import Levenshtein

    return Levenshtein.distance(left, right)


def plain_loss(model: Any, pairs: list[Pair], device: str) -> Tensor:
    """Mean negative log probability of a character."""
    batch = tensors(pairs, device)
    with torch.autocast(device, torch.bfloat16):
        logits = model(**batch).logits
    return cross_entropy(logits.float().flatten(0, 1), batch["labels"].flatten(), ignore_index=IGNORED)


def rank_loss(model: Any, pairs: list[Pair], rivals: Rivals, count: int, device: str) -> Tensor:
    """Cross entropy of the right name among its rivals, plus half the plain loss of the right one."""
    asked = [p._replace(canonical=name) for p in pairs for name in (p.canonical, *rivals.of(p, count - 1))]
    batch = tensors(asked, device)
    with torch.autocast(device, torch.bfloat16):
        logits = model(**batch).logits
    labels = batch["labels"]
    chosen = log_softmax(logits.float(), -1).gather(-1, labels.clamp(min=0)[..., None])[..., 0]
    totals = (chosen * (labels >= 0)).sum(-1).view(len(pairs), count)
    length = (labels >= 0).sum(-1).view(len(pairs), count)[:, 0]
    return (
        cross_entropy(totals, torch.zeros(len(pairs), dtype=torch.long, device=device)) - 0.5 * (totals[:, 0] / length).mean()
    )


@dataclass(slots=True)
class Trainer:
    """Everything that a checkpoint has to bring back."""

    plan: Plan
    pools: Pools
    out: Path
    device: str
    start: tuple[Path, ...] = ()  # folders of finished runs to take the first weights from: their mean
    step: int = 0
    seconds: float = 0.0  # spent in training, over all resumed runs
    counted: dict[str, int] = field(default_factory=lambda: {"plain": 0, "ranked": 0})  # pairs and questions seen

    def run(self, minutes: float) -> T5ForConditionalGeneration:
        """Train to the last step, or for `minutes` in all; the rate falls to nothing by whichever comes first."""
        model = build(self.plan).to(self.device)
        optimizer = torch.optim.AdamW(model.parameters(), lr=self.plan.rate, betas=(0.9, 0.98), weight_decay=0.01)
        mean = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(self.plan.memory))
        self.load(model, optimizer, mean)
        losses, began = self.losses(model), time.monotonic() - self.seconds
        saved = self.seconds
        while self.step < self.plan.steps and (done := max(self.step / self.plan.steps, self.seconds / 60 / minutes)) < 1:
            loss = losses(done > 1 - self.plan.rank_share)
            self.update(optimizer, model, loss, done)
            mean.update_parameters(model)
            self.seconds = time.monotonic() - began
            if self.step % 100 == 0:
                print(f"step {self.step} {self.seconds:.0f} s, {done:.3f} done", file=sys.stderr, flush=True)
            if self.seconds - saved > 180:
                self.save(model, optimizer, mean)
                saved = self.seconds
        self.save(model, optimizer, mean)
        return model

    def losses(self, model: Any) -> Callable[[bool], Tensor]:
        """A function that draws the next batch and gives its loss: of pairs, or of questions when `ranking`."""
        plan, rng = self.plan, random.Random(self.plan.seed + self.step)
        plain = batches(draw(self.pools, rng), plan.batch, rng)
        questions = batches(draw(self.pools, rng), plan.batch // plan.rank_names, rng)
        rivals = Rivals(self.trained_names(), rng)

        def loss(ranking: bool) -> Tensor:
            pairs = next(questions if ranking else plain)
            self.counted["ranked" if ranking else "plain"] += len(pairs)
            if ranking:
                return rank_loss(model, pairs, rivals, plan.rank_names, self.device)
            return plain_loss(model, pairs, self.device)

        return loss

    def trained_names(self) -> list[str]:
        """Names that rivals are drawn from: none that is held out."""
        held = {p.canonical for pairs in self.pools.test.values() for p in pairs}
        return [n for n in self.pools.names if n not in held]

    def update(self, optimizer: torch.optim.Optimizer, model: Any, loss: Tensor, done: float) -> None:
        """One step of the optimizer at the scheduled rate."""
        rate = self.plan.rate * min(1.0, (self.step + 1) / self.plan.warm_up)
        rate *= 0.5 + 0.5 * math.cos(math.pi * min(done, 1.0))
        for group in optimizer.param_groups:
            group["lr"] = rate + 1e-6
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        self.step += 1

    def save(self, model: Any, optimizer: torch.optim.Optimizer, mean: AveragedModel) -> None:
        """Write a checkpoint that replaces the last one at once."""
        state = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": self.step}
        state |= {"mean": mean.module.state_dict(), "averaged": mean.n_averaged}
        state |= {"seconds": self.seconds, "counted": self.counted}
        torch.save(state, self.out / "checkpoint.new")
        (self.out / "checkpoint.new").replace(self.out / "checkpoint.pt")
        (self.out / "plan.json").write_text(json.dumps(asdict(self.plan), indent=1) + "\n", encoding="utf-8")

    def load(self, model: Any, optimizer: torch.optim.Optimizer, mean: AveragedModel) -> None:
        """Go on where the last run of the same plan stopped, or begin with the mean of the finished runs in `start`."""
        path = self.out / "checkpoint.pt"
        if path.exists() and json.loads((self.out / "plan.json").read_text(encoding="utf-8")) == asdict(self.plan):
            state = torch.load(path, map_location=self.device, weights_only=True)
            model.load_state_dict(state["model"])
            optimizer.load_state_dict(state["optimizer"])
            mean.module.load_state_dict(state["mean"])
            mean.n_averaged.copy_(state["averaged"])
            self.step, self.seconds, self.counted = state["step"], state["seconds"], state["counted"]
        elif self.start:
            first = [torch.load(f / "checkpoint.pt", map_location=self.device, weights_only=True) for f in self.start]
            model.load_state_dict(grown(model, mixed([weights_of(state) for state in first])))
            mean.module.load_state_dict(model.state_dict())
            self.counted = {k: max(state["counted"][k] for state in first) for k in self.counted}  # along the longest line
            told: dict[str, Any] = {"with": [h[-1]["seed"] for h in map(history, self.start)], "runs": []}
            for run in (run for h in map(history, self.start) for run in h):
                told["runs"] += [] if run in told["runs"] else [run]
            (self.out / START).write_text(json.dumps(told, indent=1) + "\n", "utf-8")
