# ruff: noqa: E731
import numpy as np


def normalised(x, eps):
    mean = x.mean(axis=-1, keepdims=True)
    inverse = 1 / np.sqrt(x.var(axis=-1, keepdims=True) + eps)
    return (x - mean) * inverse, inverse


def layer_norm(x, gamma, beta, eps=1e-5):
    return gamma * normalised(x, eps)[0] + beta


def layer_norm_backward(dy, x, gamma, beta, eps=1e-5):
    hat, inverse = normalised(x, eps)
    g = dy * gamma
    mean = lambda a: a.mean(axis=-1, keepdims=True)
    dx = inverse * (g - mean(g) - hat * mean(g * hat))
    rows = tuple(range(x.ndim - 1))
    return {"dx": dx, "dgamma": (dy * hat).sum(axis=rows), "dbeta": dy.sum(axis=rows)}
