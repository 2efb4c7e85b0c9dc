"""Slips in attention, forward and backward."""

# ruff: noqa: N803 (matrices have the names that papers give them)

import math

import numpy as np

from tutor.checking.assignments.functions import (
    Array,
    attention_backward,
    attention_gradients,
    masked_scores,
    root_scale,
    softmax,
    turned,
)
from tutor.checking.assignments.slips.offered import slip


@slip("attention", "scale_missing")
def _attention_unscaled(Q: Array, K: Array, V: Array, mask: Array | None = None) -> Array:
    return softmax(masked_scores(Q, K, mask, 1.0)) @ V


@slip("attention", "scale_without_root")
def _attention_by_d(Q: Array, K: Array, V: Array, mask: Array | None = None) -> Array:
    return softmax(masked_scores(Q, K, mask, 1 / Q.shape[-1])) @ V


@slip("attention", "scale_by_length")
def _attention_by_length(Q: Array, K: Array, V: Array, mask: Array | None = None) -> Array:
    return softmax(masked_scores(Q, K, mask, 1 / math.sqrt(K.shape[-2]))) @ V


@slip("attention", "wrong_axis")
def _attention_over_queries(Q: Array, K: Array, V: Array, mask: Array | None = None) -> Array:
    return turned(softmax(turned(masked_scores(Q, K, mask, root_scale(Q))))) @ V


@slip("attention", "mask_ignored")
def _attention_unmasked(Q: Array, K: Array, V: Array, mask: Array | None = None) -> Array:
    return softmax(masked_scores(Q, K, None, root_scale(Q))) @ V


@slip("attention", "mask_inverted")
def _attention_inverted(Q: Array, K: Array, V: Array, mask: Array | None = None) -> Array:
    scores = masked_scores(Q, K, None, root_scale(Q))
    return softmax(scores if mask is None else np.where(mask, -1e9, scores)) @ V


@slip("attention", "mask_after_softmax")
def _attention_masked_late(Q: Array, K: Array, V: Array, mask: Array | None = None) -> Array:
    weights = softmax(masked_scores(Q, K, None, root_scale(Q)))
    return (weights if mask is None else np.where(mask, weights, 0.0)) @ V


@slip("attention", "mask_as_zero")
def _attention_zero_scores(Q: Array, K: Array, V: Array, mask: Array | None = None) -> Array:
    scores = masked_scores(Q, K, None, root_scale(Q))
    return softmax(scores if mask is None else scores * mask) @ V


@slip("attention_backward", "scale_missing")
def _attention_backward_unscaled(
    dO: Array, Q: Array, K: Array, V: Array, mask: Array | None = None
) -> tuple[Array, Array, Array]:  # fmt: skip
    return attention_gradients(dO, Q, K, V, mask, 1.0)


@slip("attention_backward", "mask_ignored")
def _attention_backward_unmasked(
    dO: Array, Q: Array, K: Array, V: Array, mask: Array | None = None
) -> tuple[Array, Array, Array]:
    return attention_gradients(dO, Q, K, V, None, root_scale(Q))


@slip("attention_backward", "diagonal_only")
def _attention_backward_diagonal(
    dO: Array, Q: Array, K: Array, V: Array, mask: Array | None = None
) -> tuple[Array, Array, Array]:  # fmt: skip
    weights = softmax(masked_scores(Q, K, mask, root_scale(Q)))
    dscores = weights * (1 - weights) * (dO @ turned(V)) * root_scale(Q)
    return dscores @ K, turned(dscores) @ Q, turned(weights) @ dO


@slip("attention_backward", "weights_not_turned")
def _attention_backward_unturned(
    dO: Array, Q: Array, K: Array, V: Array, mask: Array | None = None
) -> tuple[Array, Array, Array]:  # fmt: skip
    dq, dk, dv = attention_backward(dO, Q, K, V, mask)
    weights = softmax(masked_scores(Q, K, mask, root_scale(Q)))
    square = weights.shape[-1] == weights.shape[-2]
    return dq, dk, weights @ dO if square else dv * np.nan
