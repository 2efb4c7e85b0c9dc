"""Attributes: properties of tensors, names in namespaces, methods of Python's containers."""

from __future__ import annotations

from dataclasses import replace

from tutor.checking.shapes import registry
from tutor.checking.shapes.context import Context, describe
from tutor.checking.shapes.errors import Broken, Unsupported
from tutor.checking.shapes.namespaces import Inert, real_names, space_attribute
from tutor.checking.shapes.operations.binary import COMPARE_OF, SIGN_OF, ufunc_method
from tutor.checking.shapes.operations.properties import Limits
from tutor.checking.shapes.operations.transposing import permuted
from tutor.checking.shapes.python_methods import container_method
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
        return container_method(ctx, value, name)
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


_BOOKKEEPING = frozenset({
    "parameters", "named_parameters", "zero_grad", "state_dict", "load_state_dict", "modules",
    "children", "buffers",
})  # fmt: skip
# Methods of modules that give the module back.
_GIVING_ITSELF = frozenset({
    "eval", "train", "to", "cuda", "cpu", "float", "double", "half", "apply", "requires_grad_",
})  # fmt: skip


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
    if name in _GIVING_ITSELF:
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
    if name in _GIVING_ITSELF:
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
