import numpy as np


def gradient(w, x, y):
    return 2 * x * (w * x - y)


def descend(w, x, y, rate, steps):
    path = [w]
    for _ in range(steps):
        w = w - rate * gradient(w, x, y)
        path.append(w)
    return np.array(path)
