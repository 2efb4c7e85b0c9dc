"""What `np`, `torch`, `math` and their parts hold: operations, dtypes, constants."""

from __future__ import annotations

from functools import cache
from importlib import resources

from tutor.checking.shapes import registry
from tutor.checking.shapes.errors import Broken, Unsupported
from tutor.checking.shapes.values import Builtin, DType, Space, UserClass, Value

# Namespaces that Python writes with dots, and the short names that operations are registered by.
SPACES = {
    "numpy": "np",
    "numpy.linalg": "np.linalg",
    "numpy.random": "np.random",
    "numpy.fft": "np.fft",
    "numpy.lib": "np.lib",
    "numpy.lib.stride_tricks": "np.lib.stride_tricks",
    "torch": "torch",
    "torch.nn": "nn",
    "torch.nn.functional": "F",
    "torch.nn.init": "init",
    "torch.linalg": "torch.linalg",
    "torch.fft": "torch.fft",
    "torch.special": "torch.special",
    "torch.cuda": "torch.cuda",
    "torch.backends": "torch.backends",
    "torch.nn.utils": "torch.nn.utils",
    "torch.utils": "torch.utils",
    "torch.autograd": "torch.autograd",
    "torch.autograd.functional": "torch.autograd.functional",
    "torch.func": "torch.func",
    "torch.optim": "torch.optim",
    "torch.optim.lr_scheduler": "torch.optim",
    "torch.utils.data": "torch.utils",
    "einops": "einops",
    "einops.layers": "einops.layers",
    "einops.layers.torch": "einops.layers",
    "math": "math",
    "scipy": "scipy",
    "scipy.special": "scipy.special",
    "typing": "typing",
    "functools": "functools",
    "itertools": "itertools",
}
LONG = {short: long for long, short in reversed(SPACES.items())}
DTYPES = {
    "bool": "bool",
    "bool_": "bool",
    "uint8": "uint8",
    "int8": "int8",
    "int16": "int16",
    "uint16": "uint16",
    "uint32": "uint32",
    "uint64": "uint64",
    "int32": "int32",
    "int64": "int64",
    "int_": "int64",
    "intp": "int64",
    "long": "int64",
    "short": "int16",
    "int": "int32",
    "float16": "float16",
    "half": "float16",
    "bfloat16": "bfloat16",
    "float32": "float32",
    "single": "float32",
    "float": "float32",
    "float64": "float64",
    "double": "float64",
    "complex64": "complex64",
    "cfloat": "complex64",
    "complex128": "complex128",
    "cdouble": "complex128",
}
NUMBERS = {
    "pi": 3.141592653589793,
    "e": 2.718281828459045,
    "inf": float("inf"),
    "nan": float("nan"),
    "euler_gamma": 0.5772156649015329,
}
SETTINGS = frozenset({
    "device", "Size", "Generator", "Tensor", "ndarray", "no_grad", "inference_mode", "enable_grad",
    "autocast", "set_grad_enabled", "float_", "dtype", "set_default_dtype", "contiguous_format",
    "channels_last", "seterr", "set_printoptions", "errstate",
})  # fmt: skip
"""Names of `np` and `torch` that no shape hangs on."""
SHAPELESS = frozenset({
    "typing", "torch.cuda", "torch.backends", "torch.utils", "torch.optim", "torch.nn.utils",
})  # fmt: skip
"""Namespaces that no shape hangs on."""


@cache
def real_names(space: str) -> frozenset[str]:
    """Every attribute that NumPy's arrays or PyTorch's tensors really have."""
    text = resources.files("tutor.checking.shapes").joinpath("names.txt").read_text("utf-8")
    for line in text.splitlines():
        owner, _, names = line.partition(":")
        if owner == space:
            return frozenset(names.split())
    return frozenset()


def space_attribute(space: Space, name: str) -> Value:
    """A name in a namespace: another namespace, a dtype, a constant or an operation."""
    if registry.known(space.name, name):
        return Builtin(space.name, name)
    long = f"{LONG.get(space.name, space.name)}.{name}"
    if long in SPACES:
        return Space(SPACES[long])
    if space.name in ("np", "torch"):
        if name in DTYPES and not (space.name == "np" and name in ("int", "float", "bool_8")):
            library = "numpy" if space.name == "np" else "torch"
            dtype = "bool" if name == "bool" else DTYPES[name]
            if space.name == "np" and name == "int_":
                dtype = "int64"
            return DType(dtype, library)
        if name == "newaxis" and space.name == "np":
            return None
        if name in NUMBERS:
            return NUMBERS[name]
        if name in SETTINGS:
            return _inert(name)
    if space.name == "math" and name in (*NUMBERS, "tau"):
        return NUMBERS.get(name, 6.283185307179586)
    if space.name == "nn" and name == "Module":
        return UserClass("Module", (), {})
    if space.name in SHAPELESS:
        return _inert(name)
    names = real_names(space.name)
    if names and name not in names:
        raise Broken("no_function", space=LONG.get(space.name, space.name), name=name)
    raise Unsupported(f"`{LONG.get(space.name, space.name)}.{name}`")


def _inert(name: str) -> Value:
    """What never touches a shape."""
    if name == "Size":
        return lambda sizes=(): tuple(sizes)
    return Inert(name)


class Inert:
    """An object that does nothing whatever is done with it: a device, a context, a setting."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, *_: Value, **__: Value) -> Value:
        return Inert(self.name)
