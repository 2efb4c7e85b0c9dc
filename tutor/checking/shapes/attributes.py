"""Attributes: properties of tensors, names in namespaces, methods of Python's containers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import Any

from tutor.checking.shapes import registry
from tutor.checking.shapes.context import Context, describe
from tutor.checking.shapes.errors import Broken, Unsupported
from tutor.checking.shapes.operations.creation import Limits
from tutor.checking.shapes.operations.elementwise import (
    COMPARE_OF,
    MOST_ITEMS,
    SIGN_OF,
    ufunc_method,
)
from tutor.checking.shapes.operations.rearranging import permuted
from tutor.checking.shapes.sizes import product
from tutor.checking.shapes.values import (
    Builtin,
    Device,
    DType,
    Function,
    Generator,
    Instance,
    Many,
    Method,
    Module,
    Record,
    Scalar,
    Space,
    Tensor,
    Unknown,
    UserClass,
    Value,
)

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


def attribute(ctx: Context, value: Value, name: str) -> Value:
    """The attribute `name` of a value."""
    if isinstance(value, Tensor):
        return tensor_attribute(ctx, value, name)
    if isinstance(value, Space):
        return space_attribute(value, name)
    if isinstance(value, Builtin):
        return _builtin_attribute(ctx, value, name)
    if isinstance(value, Record):
        return _record_attribute(value, name)
    if isinstance(value, Instance):
        return instance_attribute(value, name)
    if isinstance(value, Module):
        return _module_attribute(value, name)
    if isinstance(value, Generator):
        if registry.known("Generator", name):
            return Builtin("Generator", name)
        raise Unsupported(f"`{name}` of a random generator")
    if isinstance(value, UserClass):
        if name in value.members:
            return value.members[name]
        raise Unsupported(f"`{value.name}.{name}`")
    if isinstance(value, tuple | list | dict | str | Many):
        return _container_method(ctx, value, name)
    if isinstance(value, Unknown):
        raise Unsupported(value.why)
    if isinstance(value, DType):
        return _dtype_attribute(value, name)
    if isinstance(value, Device | Inert):
        return Inert(name)
    if isinstance(value, Limits):
        return Scalar("float")
    if isinstance(value, float | int) and name in ("real", "imag"):
        return value
    raise Unsupported(f"`.{name}` of {describe(value)}")


def tensor_attribute(ctx: Context, tensor: Tensor, name: str) -> Value:
    """A property or a method of an array or tensor."""
    if name == "shape":
        return tensor.shape
    if name == "T":
        if tensor.library == "torch" and tensor.ndim not in (0, 2):
            ctx.note("transpose_of_many", shape=tensor.shape)
        return permuted(ctx, tensor, range(tensor.ndim)[::-1])
    if name in ("mT", "mH") or (name == "H" and tensor.library == "torch"):
        if tensor.ndim < 2 or (name == "H" and tensor.ndim != 2):
            raise Broken("matrix_rank", tensor.shape)
        order = [*range(tensor.ndim - 2), tensor.ndim - 1, tensor.ndim - 2]
        return permuted(ctx, tensor, order)
    if name == "ndim":
        return tensor.ndim
    if name == "dtype":
        return DType(tensor.dtype, tensor.library)
    if name in ("real", "imag"):
        real = {"complex64": "float32", "complex128": "float64"}
        return tensor.like(dtype=real.get(tensor.dtype, tensor.dtype))
    if tensor.library == "numpy":
        return _array_attribute(tensor, name)
    return _torch_attribute(tensor, name)


def _array_attribute(tensor: Tensor, name: str) -> Value:
    if name == "size":
        return product(tensor.shape)
    if name == "flat":
        return tensor.like((product(tensor.shape),))
    if name in ("itemsize", "nbytes", "strides", "base", "flags", "data"):
        raise Unsupported(f"`.{name}`")
    return _method(tensor, "ndarray", name)


def _torch_attribute(tensor: Tensor, name: str) -> Value:
    if name in ("data",):
        return tensor
    if name == "grad":
        return tensor.like()
    if name in ("device", "layout"):
        return Device(name)
    if name in ("requires_grad", "is_cuda", "is_leaf", "is_sparse"):
        return name == "is_leaf"
    if name in ("backward", "retain_grad", "register_hook"):
        return lambda *_, **__: None
    if name.endswith("_") and not name.startswith("_") and not registry.known("Tensor", name):
        return _in_place(tensor, name)
    return _method(tensor, "Tensor", name)


def _method(tensor: Tensor, space: str, name: str) -> Builtin:
    if registry.known(space, name):
        return Builtin(space, name, tensor)
    if name not in real_names(space):
        raise Broken(
            "no_attribute",
            tensor.shape,
            got="ndarray" if space == "ndarray" else "Tensor",
            name=name,
        )
    raise Unsupported(f"the method `.{name}`")


def _in_place(tensor: Tensor, name: str) -> Value:
    """`x.add_(y)`: what `add` gives must still have the shape of x."""
    plain = name[:-1]
    if name not in real_names("Tensor"):
        raise Broken("no_attribute", tensor.shape, got="Tensor", name=name)
    if not registry.known("Tensor", plain):
        raise Unsupported(f"the method `.{name}`")
    return Builtin("inplace", plain, tensor)


RESHAPING = frozenset({"unsqueeze", "squeeze", "transpose", "t", "swapaxes", "swapdims"})


def in_place_operation(
    ctx: Context, tensor: Tensor, name: str, args: list[Value], kwargs: dict[str, Value]
) -> Tensor:
    """Apply the method `name` to the tensor itself."""
    result = registry.call(ctx, "Tensor", name, [tensor, *args], kwargs)
    if name in RESHAPING:
        return result  # type: ignore[no-any-return]
    if not ctx.same_shape(result.shape, tensor.shape):
        raise Broken("in_place", tensor.shape, result.shape)
    if name in SIGN_OF or name in COMPARE_OF:
        check_cast(tensor, result.dtype)
    return tensor


def check_cast(target: Tensor, dtype: str) -> None:
    """An in-place result must fit the target's kind of numbers."""
    order = ("bool", "int", "float", "complex")
    kind = replace(target, dtype=dtype).kind
    if order.index(kind) > order.index(target.kind) and not (
        target.library == "torch" and kind == "bool"
    ):
        raise Broken("in_place_dtype", target.shape, target=target.dtype, result=dtype)


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
        if name in (
            "device",
            "Size",
            "Generator",
            "Tensor",
            "ndarray",
            "no_grad",
            "inference_mode",
            "enable_grad",
            "autocast",
            "set_grad_enabled",
            "float_",
            "dtype",
            "set_default_dtype",
            "contiguous_format",
            "channels_last",
            "seterr",
            "set_printoptions",
            "errstate",
        ):
            return _inert(name)
    if space.name == "math" and name in (*NUMBERS, "tau"):
        return NUMBERS.get(name, 6.283185307179586)
    if space.name == "nn" and name == "Module":
        return UserClass("Module", (), {})
    if space.name in (
        "typing",
        "torch.cuda",
        "torch.backends",
        "torch.utils",
        "torch.optim",
        "torch.nn.utils",
    ):
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


def _builtin_attribute(ctx: Context, value: Builtin, name: str) -> Value:
    if value.space == "np" and name in ("outer", "reduce", "accumulate", "at"):
        return ufunc_method(ctx, value, name)
    if (value.space, value.name, name) == ("nn", "Embedding", "from_pretrained"):
        return Builtin("nn.Embedding", name)
    raise Unsupported(f"`.{name}` of a function")


def _record_attribute(value: Record, name: str) -> Value:
    if name in value.names:
        return value.items[value.names.index(name)]
    if name in ("count", "index"):
        raise Unsupported(f"`.{name}`")
    raise Broken("no_attribute", got="tuple", name=name)


_BOOKKEEPING = frozenset(
    [
        "parameters",
        "named_parameters",
        "zero_grad",
        "state_dict",
        "load_state_dict",
        "modules",
        "children",
        "buffers",
    ]
)


def instance_attribute(value: Instance, name: str) -> Value:
    """An attribute of an object of the snippet's own class."""
    if name in value.attributes:
        return value.attributes[name]
    found = find_member(value.made_from, name)
    if isinstance(found, Function):
        return Method(found, value)
    if found is not None:
        return found
    if name == "training":
        return True
    if name in (
        "eval",
        "train",
        "to",
        "cuda",
        "cpu",
        "float",
        "apply",
        "requires_grad_",
        "double",
        "half",
    ):
        return lambda *_, **__: value
    if name in ("register_buffer", "register_parameter", "add_module", "register_module"):
        return lambda key, item=None, **__: value.attributes.__setitem__(key, item)
    if name in _BOOKKEEPING:
        return Inert(name)
    raise Unsupported(f"`self.{name}`, which is not set")


def find_member(owner: UserClass, name: str) -> Value:
    """A name of the class or of the classes it builds on."""
    if name in owner.members:
        return owner.members[name]
    for base in owner.bases:
        if isinstance(base, UserClass):
            found = find_member(base, name)
            if found is not None:
                return found
    return None


def _module_attribute(value: Module, name: str) -> Value:
    if name in value.attributes:
        return value.attributes[name]
    if name == "forward":
        return value
    if name in (
        "eval",
        "train",
        "to",
        "cuda",
        "cpu",
        "float",
        "requires_grad_",
        "apply",
        "double",
        "half",
    ):
        return lambda *_, **__: value
    if name == "training":
        return True
    if name in _BOOKKEEPING:
        return Inert(name)
    if name == "__getitem__" and "items" in value.attributes:
        return lambda at: value.attributes["items"][at]
    raise Unsupported(f"`.{name}` of nn.{value.name}")


def _dtype_attribute(value: DType, name: str) -> Value:
    if name in ("name", "str", "kind"):
        return value.name if name != "kind" else Tensor((), value.name).kind[0]
    if name in ("is_floating_point", "is_complex"):
        return value.name.startswith("float" if name == "is_floating_point" else "complex")
    raise Unsupported(f"`.{name}` of a dtype")


def _container_method(ctx: Context, value: Any, name: str) -> Callable[..., Value]:
    if isinstance(value, tuple) and name == "numel":
        return lambda: product(value)
    if isinstance(value, Many):
        return _many_method(ctx, value, name)
    if isinstance(value, list) and name in (
        "append",
        "extend",
        "insert",
        "pop",
        "reverse",
        "clear",
        "copy",
        "remove",
    ):
        return _list_method(value, name)
    if isinstance(value, dict) and name in (
        "items",
        "keys",
        "values",
        "get",
        "pop",
        "update",
        "setdefault",
        "copy",
    ):
        return _dict_method(value, name)
    if isinstance(value, tuple | list) and name in ("count", "index"):
        if any(isinstance(item, Tensor) for item in value):
            raise Unsupported(f"`.{name}` with tensors")
        return getattr(value, name)  # type: ignore[no-any-return]
    if isinstance(value, str):
        if name in ("join", "format", "upper", "lower", "strip", "replace", "title", "capitalize"):
            return lambda *_, **__: value
        if name == "split":
            return lambda *args: value.split(*args)
        if name in ("startswith", "endswith"):
            return getattr(value, name)  # type: ignore[no-any-return]
    if not hasattr(type(value), name):
        raise Broken("no_attribute", got=type(value).__name__, name=name)
    raise Unsupported(f"`.{name}` of a {type(value).__name__}")


def _list_method(value: list[Value], name: str) -> Callable[..., Value]:
    def extend(more: Value) -> None:
        if not isinstance(more, tuple | list | Record):
            raise Unsupported("`extend` with what is not a list")
        items = more.items if isinstance(more, Record) else more
        if len(value) + len(items) > MOST_ITEMS:
            raise Unsupported("a list this long")
        value.extend(items)

    def copy() -> list[Value]:
        return list(value)

    if name == "extend":
        return extend
    return copy if name == "copy" else getattr(value, name)


def _many_method(ctx: Context, value: Many, name: str) -> Callable[..., Value]:
    def append(item: Value) -> None:
        same = isinstance(item, Tensor) == isinstance(value.item, Tensor)
        if same and isinstance(item, Tensor):
            same = ctx.same_shape(item.shape, value.item.shape)
        value.varies = value.varies or not same
        value.count = value.count + 1
        value.item = item

    if name == "append":
        return append
    raise Unsupported(f"`.{name}` of a list of symbolic length")


def _dict_method(value: dict[Value, Value], name: str) -> Callable[..., Value]:
    if name in ("items", "keys", "values"):
        return lambda: list(getattr(value, name)())
    return getattr(value, name)  # type: ignore[no-any-return]
