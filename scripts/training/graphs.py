"""The trained T5 as two plain graphs for serving: names to states, and states with a variant to log probabilities.

In one question every candidate explains the same variant, so the decoder's self-attention is computed once per question
and only then copied to its candidates. Position biases are constants. Checked against transformers at export.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from normalize.model import alphabet

POSITIONS = 48  # longest row in either graph: 40 letters, three tags, the end mark, rounded up to a multiple of four
HIDDEN = -1e9  # bias of a position that must not be seen


class Norm(nn.Module):
    """Root-mean-square norm."""

    def __init__(self, weight: Tensor) -> None:
        super().__init__()
        self.weight = nn.Parameter(weight.clone())

    def forward(self, x: Tensor) -> Tensor:
        """Scale each row to unit size, then by the weights."""
        return x / torch.sqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6) * self.weight


class Attention(nn.Module):
    """Multi-head attention without scaling, as T5 has it."""

    def __init__(self, source: Any) -> None:
        super().__init__()
        self.q, self.k, self.v, self.o = (nn.Parameter(getattr(source, n).weight.T.clone()) for n in "qkvo")
        self.heads = source.n_heads

    def split(self, x: Tensor, weight: Tensor) -> Tensor:
        """Project and split into heads: rows, heads, positions, width."""
        return (x @ weight).unflatten(-1, (self.heads, -1)).transpose(1, 2)

    def attend(self, q: Tensor, x: Tensor, bias: Tensor) -> Tensor:
        """Let heads of queries look at `x`."""
        weights = torch.softmax(q @ self.split(x, self.k).transpose(-1, -2) + bias, -1)
        return (weights @ self.split(x, self.v)).transpose(1, 2).flatten(-2) @ self.o


class Feed(nn.Module):
    """The two dense layers of a block with their norm."""

    def __init__(self, source: Any) -> None:
        super().__init__()
        self.norm = Norm(source.layer_norm.weight)
        self.inner = nn.Parameter(source.DenseReluDense.wi.weight.T.clone())
        self.outer = nn.Parameter(source.DenseReluDense.wo.weight.T.clone())

    def forward(self, x: Tensor) -> Tensor:
        """Residual step."""
        return x + torch.relu(self.norm(x) @ self.inner) @ self.outer


def position_bias(attention: Any) -> Tensor:
    """The bias of every pair of positions: 1, heads, POSITIONS, POSITIONS."""
    with torch.no_grad():
        return attention.compute_bias(POSITIONS, POSITIONS).detach().clone()


class Encoder(nn.Module):
    """Numbers of candidates -> states; rows are padded with zeros."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        blocks = model.encoder.block
        self.embedding = nn.Parameter(model.shared.weight.clone())
        self.register_buffer("bias", position_bias(blocks[0].layer[0].SelfAttention))
        self.norms = nn.ModuleList(Norm(b.layer[0].layer_norm.weight) for b in blocks)
        self.attentions = nn.ModuleList(Attention(b.layer[0].SelfAttention) for b in blocks)
        self.feeds = nn.ModuleList(Feed(b.layer[1]) for b in blocks)
        self.last = Norm(model.encoder.final_layer_norm.weight)

    def forward(self, candidates: Tensor) -> Tensor:
        """States: rows, positions, width."""
        length = candidates.shape[1]
        hidden = (candidates == alphabet.PAD).to(torch.float32)[:, None, None, :] * HIDDEN
        bias = self.bias[:, :, :length, :length] + hidden
        x = self.embedding[candidates]
        for norm, attention, feed in zip(self.norms, self.attentions, self.feeds, strict=True):
            y = norm(x)
            x = feed(x + attention.attend(attention.split(y, attention.q), y, bias))
        return self.last(x)


class Decoder(nn.Module):
    """States of candidates and the variants that they are asked about -> mean log probability of a character."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        block = model.decoder.block[0]
        self.embedding = nn.Parameter(model.shared.weight.clone())
        self.output = nn.Parameter(model.lm_head.weight.T.clone() * model.config.d_model**-0.5)
        later = torch.triu(torch.full((POSITIONS, POSITIONS), HIDDEN), 1)
        self.register_buffer("bias", position_bias(block.layer[0].SelfAttention) + later)
        self.first, self.second = Norm(block.layer[0].layer_norm.weight), Norm(block.layer[1].layer_norm.weight)
        self.own, self.cross = Attention(block.layer[0].SelfAttention), Attention(block.layer[1].EncDecAttention)
        self.feed, self.last = Feed(block.layer[2]), Norm(model.decoder.final_layer_norm.weight)

    def forward(self, states: Tensor, candidates: Tensor, variants: Tensor, owner: Tensor) -> Tensor:
        """`owner` gives for every candidate the row of its variant."""
        length = variants.shape[1]
        begun = torch.cat([torch.zeros_like(variants[:, :1]), variants[:, :-1]], 1)
        x = self.embedding[begun]
        y = self.first(x)
        x = x + self.own.attend(self.own.split(y, self.own.q), y, self.bias[:, :, :length, :length])
        query = self.cross.split(self.second(x), self.cross.q)
        hidden = (candidates == alphabet.PAD).to(torch.float32)[:, None, None, :] * HIDDEN
        x = x[owner] + self.cross.attend(query[owner], states, hidden)
        logs = torch.log_softmax(self.last(self.feed(x)) @ self.output, -1)
        asked = variants[owner]
        real = (asked != alphabet.PAD).to(torch.float32)
        return (logs.gather(-1, asked[..., None])[..., 0] * real).sum(-1) / real.sum(-1)
