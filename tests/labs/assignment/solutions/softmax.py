import numpy as np


def softmax(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def softmax_backward(dp, x):
    p = softmax(x)
    return p * (dp - (dp * p).sum(axis=-1, keepdims=True))
