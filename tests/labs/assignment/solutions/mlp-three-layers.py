# ruff: noqa: N803
import numpy as np


def steps(X, W1, b1, W2, b2, W3, b3):
    z1 = X @ W1 + b1
    a1 = np.maximum(z1, 0)
    a2 = np.tanh(a1 @ W2 + b2)
    z3 = a2 @ W3 + b3
    top = z3.max(axis=1, keepdims=True)
    log_p = z3 - top - np.log(np.exp(z3 - top).sum(axis=1, keepdims=True))
    return z1, a1, a2, log_p


def forward(X, W1, b1, W2, b2, W3, b3):
    return np.exp(steps(X, W1, b1, W2, b2, W3, b3)[-1])


def loss(X, y, W1, b1, W2, b2, W3, b3):
    log_p = steps(X, W1, b1, W2, b2, W3, b3)[-1]
    return -log_p[np.arange(len(y)), y].mean()


def gradients(X, y, W1, b1, W2, b2, W3, b3):
    z1, a1, a2, log_p = steps(X, W1, b1, W2, b2, W3, b3)
    d3 = np.exp(log_p)
    d3[np.arange(len(y)), y] -= 1
    d3 /= len(y)
    d2 = (d3 @ W3.T) * (1 - a2**2)
    d1 = (d2 @ W2.T) * (z1 > 0)
    return X.T @ d1, d1.sum(0), a1.T @ d2, d2.sum(0), a2.T @ d3, d3.sum(0)
