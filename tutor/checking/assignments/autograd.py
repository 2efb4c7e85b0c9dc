"""The same functions in PyTorch, where it is installed: another witness for every gradient.

PyTorch takes seconds to load and hundreds of megabytes, so this module is imported by the tests
and by a process of its own, never by the one with the screen.
"""

# ruff: noqa: N803 (matrices have the names that papers give them)

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

Tensor = Any


def _torch() -> Any:
    import torch

    return torch


def _attention(Q: Tensor, K: Tensor, V: Tensor, mask: Tensor = None) -> Tensor:
    return _torch().nn.functional.scaled_dot_product_attention(Q, K, V, attn_mask=mask)


def _layer_norm(x: Tensor, gamma: Tensor, beta: Tensor) -> Tensor:
    return _torch().nn.functional.layer_norm(x, gamma.shape, gamma, beta, 1e-5)


def _mlp2_loss(X: Tensor, Y: Tensor, W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor) -> Tensor:
    torch = _torch()
    out = torch.tanh(X @ W1 + b1) @ W2 + b2
    return 0.5 * torch.nn.functional.mse_loss(out, Y, reduction="sum") / len(X)


def _mlp3_loss(
    X: Tensor, y: Tensor, W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor, W3: Tensor, b3: Tensor
) -> Tensor:
    torch = _torch()
    logits = torch.tanh(torch.relu(X @ W1 + b1) @ W2 + b2) @ W3 + b3
    return torch.nn.functional.cross_entropy(logits, y)


FUNCTIONS: Mapping[str, Callable[..., Tensor]] = {
    "softmax": lambda x: _torch().softmax(x, dim=-1),
    "sigmoid": lambda x: _torch().sigmoid(x),
    "gelu": lambda x: _torch().nn.functional.gelu(x),
    "linear": lambda X, W, b: X @ W + b,
    "squared_error": lambda w, x, y: (w * x - y) ** 2,
    "layer_norm": _layer_norm,
    "attention": _attention,
    "mlp2_loss": _mlp2_loss,
    "mlp3_loss": _mlp3_loss,
}
"""By the names of `functions.py`; those that gradients are asked of."""


def answer(jobs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Gradients for packed jobs of `function`, `arguments`, `wrt` (a place) and `along`."""
    from tutor.checking.assignments.packing import pack, unpack_array

    def value_of(told: dict[str, Any]) -> Any:
        return None if told["is"] == "None" else unpack_array(told)

    found = []
    for job in jobs:
        given = [value_of(each) for each in job["arguments"]]
        (gradient,) = gradients(job["function"], given, [job["wrt"]], value_of(job["along"]))
        found.append(pack(gradient))
    return found


def main() -> None:
    """Answer the jobs on stdin, on stdout."""
    answers = answer(json.load(sys.stdin))
    json.dump(answers, sys.stdout)


def installed() -> bool:
    """Whether PyTorch is here; does not load it."""
    from importlib.util import find_spec

    return find_spec("torch") is not None


def value(name: str, arguments: Sequence[Any]) -> Any:
    """What PyTorch gives for one of our functions."""
    return FUNCTIONS[name](*_tensors(arguments)).numpy()


def gradients(name: str, arguments: Sequence[Any], wrt: Sequence[int], along: Any) -> list[Any]:
    """Autograd's ∂/∂(argument) of Σ along ⊙ f, for the places in `wrt`."""
    torch = _torch()
    tensors = _tensors(arguments)
    for place in wrt:
        tensors[place].requires_grad_()
    result = FUNCTIONS[name](*tensors)
    weights = torch.ones_like(result) if along is None else torch.as_tensor(np.asarray(along))
    found = torch.autograd.grad(result, [tensors[place] for place in wrt], weights)
    return [each.numpy() for each in found]


def _tensors(arguments: Sequence[Any]) -> list[Tensor]:
    torch = _torch()
    return [torch.as_tensor(np.array(each)) for each in arguments]


if __name__ == "__main__":
    main()
