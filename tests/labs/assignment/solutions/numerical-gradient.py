import numpy as np


def numerical_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=float)
    found = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        kept = x[i]
        x[i] = kept + h
        high = f(x)
        x[i] = kept - h
        low = f(x)
        x[i] = kept
        found[i] = (high - low) / (2 * h)
    return found
