"""Export: the checkpoint as safetensors, the two serving graphs in int8, the SentencePiece model and the manifest.

Activations are quantised with fixed scales that are measured on training pairs. ONNX Runtime's own dynamic quantisation
takes the scale from the whole batch, so that an answer would depend on what else is asked.
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import sentencepiece
import torch
from onnx import helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from normalize.model import alphabet
from training.data import Pair, Pools, draw
from training.graphs import Decoder, Encoder
from training.network import Plan, build, padded, weights_of

CALIBRATION_PAIRS = 3000
CLIPPED = 1e-5  # share of the largest and the smallest activations that a scale need not cover


def trained(out: Path) -> tuple[Any, Plan, dict[str, Any]]:
    """The network of the last checkpoint, its plan and the rest of the checkpoint."""
    plan = Plan(**json.loads((out / "plan.json").read_text(encoding="utf-8")))
    state = torch.load(out / "checkpoint.pt", map_location="cpu", weights_only=True)
    model = build(plan)
    model.load_state_dict(weights_of(state))
    return model.eval(), plan, state


def calibration(pools: Pools) -> list[list[Pair]]:
    """Pairs of the training stream, shuffled into right and wrong ones, in batches of like length."""
    rng = random.Random(11)
    pairs = list(islice(draw(pools, rng), CALIBRATION_PAIRS))
    wrong = [p._replace(canonical=rng.choice(pairs).canonical) for p in pairs[: CALIBRATION_PAIRS // 2]]
    both = sorted(pairs + wrong, key=lambda p: (len(p.variant), len(p.canonical)))
    return [both[i : i + 64] for i in range(0, len(both), 64)]


def inputs(pairs: list[Pair]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Candidates, variants and owners of one batch."""
    candidates = padded([alphabet.candidate_numbers(p.canonical, p.source, p.kind) for p in pairs], alphabet.PAD)
    variants = padded([alphabet.variant_numbers(p.variant) for p in pairs], alphabet.PAD)
    return candidates, variants, torch.arange(len(pairs))


def write_graphs(model: Any, folder: Path, example: list[Pair]) -> None:
    """Both graphs in single precision, of any number of rows and any length."""
    candidates, variants, owner = inputs(example)
    encoder, decoder = Encoder(model).eval(), Decoder(model).eval()
    rows, width, asked, length = "rows", "width", "asked", "length"
    with torch.no_grad():
        states = encoder(candidates)
        torch.onnx.export(
            encoder, (candidates,), str(folder / "encoder.onnx"), dynamo=False, opset_version=17,
            input_names=["candidates"], output_names=["states"],
            dynamic_axes={"candidates": {0: rows, 1: width}, "states": {0: rows, 1: width}},
        )  # fmt: skip
        torch.onnx.export(
            decoder, (states, candidates, variants, owner), str(folder / "decoder.onnx"), dynamo=False, opset_version=17,
            input_names=["states", "candidates", "variants", "owner"], output_names=["scores"],
            dynamic_axes={
                "states": {0: rows, 1: width}, "candidates": {0: rows, 1: width}, "variants": {0: asked, 1: length},
                "owner": {0: rows}, "scores": {0: rows},
            },
        )  # fmt: skip


# ---------------------------------------------------------------- int8


def session(path: Path) -> onnxruntime.InferenceSession:
    """A single-threaded session."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def feeds(folder: Path, batches: list[list[Pair]]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """What the encoder and the decoder are given for every batch."""
    encoder = session(folder / "encoder.onnx")
    for pairs in batches:
        candidates, variants, owner = (t.numpy() for t in inputs(pairs))
        states = encoder.run(None, {"candidates": candidates})[0]
        yield {"candidates": candidates}, {"states": states, "candidates": candidates, "variants": variants, "owner": owner}


def ranges(path: Path, names: list[str], given: list[dict[str, Any]]) -> dict[str, tuple[float, float]]:
    """Smallest and largest value of each tensor over the calibration batches, without the rarest outliers."""
    model = onnx.load(str(path))
    model.graph.output.extend(helper.make_empty_tensor_value_info(n) for n in names)
    with tempfile.TemporaryDirectory() as folder:
        onnx.save(model, f"{folder}/probe.onnx")
        probe = session(Path(folder) / "probe.onnx")
    low: dict[str, list[float]] = {n: [] for n in names}
    high: dict[str, list[float]] = {n: [] for n in names}
    for feed in given:
        for name, values in zip(names, probe.run(names, feed), strict=True):
            low[name].append(float(np.quantile(values, CLIPPED)))
            high[name].append(float(np.quantile(values, 1 - CLIPPED)))
    return {n: (min(0.0, *low[n]), max(0.0, *high[n])) for n in names}


def quantise(path: Path, target: Path, given: list[dict[str, Any]]) -> None:
    """Weights in int8 per column, activations in uint8 with one fixed scale per tensor."""
    logging.disable(logging.WARNING)  # it recommends a preprocessing that these graphs do not need
    quantize_dynamic(str(path), str(target), per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)
    model = onnx.load(str(target))
    nodes = [n for n in model.graph.node if n.op_type == "DynamicQuantizeLinear"]
    limits = ranges(path, [n.input[0] for n in nodes], given)
    for node in nodes:
        low, high = limits[node.input[0]]
        scale = np.float32(max(high - low, 1e-6) / 255)
        zero = np.uint8(np.clip(round(-low / float(scale)), 0, 255))
        quantised, scale_name, zero_name = node.output
        model.graph.initializer.append(numpy_helper.from_array(np.array(scale), scale_name))
        model.graph.initializer.append(numpy_helper.from_array(np.array(zero), zero_name))
        node.CopyFrom(helper.make_node("QuantizeLinear", [node.input[0], scale_name, zero_name], [quantised], node.name))
    onnx.checker.check_model(model)
    onnx.save(model, str(target))


# ---------------------------------------------------------------- the folder


def write_pieces(folder: Path) -> None:
    """A SentencePiece `char` model whose pieces have the alphabet's order (by falling frequency in a made-up text)."""
    letters = alphabet.LETTERS.replace(alphabet.SPACE, " ")
    text = [letter * (2 * (len(letters) - i) + 2) for i, letter in enumerate(letters)]
    text[0] = "a" + " " * 1000 + "a"  # outer spaces would be trimmed
    written = io.BytesIO()  # a file name would stand in the model
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(text), model_writer=written, model_type="char", vocab_size=3 + len(letters),
        pad_id=alphabet.PAD, eos_id=alphabet.END, unk_id=alphabet.UNKNOWN, bos_id=-1, character_coverage=1.0, minloglevel=2,
        normalization_rule_name="identity", add_dummy_prefix=False, remove_extra_whitespaces=False,
    )  # fmt: skip
    (folder / "spiece.model").write_bytes(written.getvalue())
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(folder / "spiece.model"))
    found = "".join(pieces.id_to_piece(i) for i in range(3, pieces.get_piece_size()))
    if found != alphabet.LETTERS:
        raise SystemExit(f"the SentencePiece model has another order: {found}")


def digest(path: Path) -> str:
    """SHA-256 of a file, hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def export(out: Path, pools: Pools) -> None:
    """Write OUT/model; the single-precision graphs stay in OUT/float for comparison."""
    folder, single = out / "model", out / "float"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    single.mkdir(exist_ok=True)
    model, plan, state = trained(out)
    step, seconds, counted = state["step"], state["seconds"], state.get("counted", {})
    model.save_pretrained(folder, safe_serialization=True)
    parameters = sum(p.numel() for p in model.parameters())
    size = {"step": step, "seconds": round(seconds), "parameters": parameters, "vocabulary": model.config.vocab_size}
    (out / "trained.json").write_text(json.dumps({**size, **counted}) + "\n", encoding="utf-8")
    batches = calibration(pools)
    write_graphs(model, single, batches[len(batches) // 2][:5])
    given = list(feeds(single, batches))
    quantise(single / "encoder.onnx", folder / "encoder.int8.onnx", [e for e, _ in given])
    quantise(single / "decoder.onnx", folder / "decoder.int8.onnx", [d for _, d in given])
    write_pieces(folder)
    parity(model, single, folder, batches[:: len(batches) // 8])
    files = {p.name: digest(p) for p in sorted(folder.iterdir())}
    manifest: dict[str, Any] = {"format": 1, "letters": alphabet.LETTERS, "longest": alphabet.LONGEST}
    manifest |= {"steps": step, "seed": plan.seed, "files": files}
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def parity(model: Any, single: Path, folder: Path, batches: list[list[Pair]]) -> None:
    """Stop unless the graphs say what transformers says; print by how much int8 differs."""
    gaps, small = [], []
    for (_, feed), pairs in zip(feeds(single, batches), batches, strict=True):
        right = reference(model, pairs)
        gaps.append(np.abs(session(single / "decoder.onnx").run(None, feed)[0] - right).max())
        states = session(folder / "encoder.int8.onnx").run(None, {"candidates": feed["candidates"]})[0]
        small.append(np.abs(session(folder / "decoder.int8.onnx").run(None, {**feed, "states": states})[0] - right))
    gap = np.concatenate(small)
    print(f"parity: float graphs {max(gaps):.1e}, int8 mean {gap.mean():.4f} max {gap.max():.3f}", file=sys.stderr)
    if max(gaps) > 1e-4:
        raise SystemExit("the exported graphs differ from the checkpoint")


def reference(model: Any, pairs: list[Pair]) -> Any:
    """Mean log probability of a character, by transformers."""
    candidates, variants, _ = inputs(pairs)
    labels = variants.masked_fill(variants == alphabet.PAD, -100)
    with torch.no_grad():
        logits = model(input_ids=candidates, attention_mask=(candidates != alphabet.PAD).long(), labels=labels).logits
    logs = torch.log_softmax(logits, -1).gather(-1, variants[..., None])[..., 0]
    real = (variants != alphabet.PAD).float()
    return ((logs * real).sum(-1) / real.sum(-1)).numpy()
