"""Multi-head attention, for `tutor shapes`: one line of it has a mistake."""

import numpy as np


def attention(x, W):
    # x: (B, T, d)
    # W: (d, 3 * d)
    q, k, v = np.split(x @ W, 3, axis=-1)
    q = q.reshape(B, T, H, d // H).transpose(0, 2, 1, 3)
    k = k.reshape(B, T, H, d // H).transpose(0, 2, 1, 3)
    v = v.reshape(B, T, H, d // H).transpose(0, 2, 1, 3)
    scores = q @ k / np.sqrt(d // H)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = weights / weights.sum(axis=-1, keepdims=True)
    return (weights @ v).transpose(0, 2, 1, 3).reshape(B, T, d)
