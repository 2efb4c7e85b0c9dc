"""Elementwise operations and broadcasting: signs, ufuncs, activations, where, clip."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tutor.checking.shapes.context import Context, describe
from tutor.checking.shapes.errors import Broken, Unsupported
from tutor.checking.shapes.numbers import arithmetic, is_number, number_kind, to_integer
from tutor.checking.shapes.registry import add, op
from tutor.checking.shapes.sizes import Size
from tutor.checking.shapes.strides import elementwise
from tutor.checking.shapes.values import (
    KINDS,
    Builtin,
    DType,
    Many,
    Partial,
    Ratio,
    Record,
    Scalar,
    Tensor,
    Value,
    is_size,
    promote,
)

MOST_ITEMS = 10_000
ARITHMETIC_SIGNS = frozenset({"+", "-", "*", "/", "//", "%", "**"})
BIT_SIGNS = frozenset({"&", "|", "^", "<<", ">>"})

# ── result dtypes ───────────────────────────────────────────────────────────────────────


def result_dtype(ctx: Context, *operands: Value) -> str:
    """The dtype of an elementwise result; Python numbers lend only their kind."""
    tensors = [value for value in operands if isinstance(value, Tensor)]
    numbers = [value for value in operands if not isinstance(value, Tensor)]
    library = tensors[0].library
    if library == "torch":
        dimensional = [tensor for tensor in tensors if tensor.shape]
        groups = [[t.dtype for t in group] for group in (dimensional, tensors) if group]
        dtype = promote(*groups[0])
        highest = promote(*groups[-1])
        if KINDS.index(_kind(highest)) > KINDS.index(_kind(dtype)):
            dtype = highest
    else:
        dtype = _numpy_promote([tensor.dtype for tensor in tensors])
    for number in numbers:
        kind = number_kind(number)
        if KINDS.index(kind) > KINDS.index(_kind(dtype)):
            wide = ctx.float_of(library)
            dtype = {"int": "int64", "float": wide, "complex": "complex128"}[kind]
    return dtype


def _kind(dtype: str) -> str:
    if dtype == "bool":
        return "bool"
    if "int" in dtype:
        return "int"
    return "complex" if dtype.startswith("complex") else "float"


def _numpy_promote(dtypes: list[str]) -> str:
    best = promote(*dtypes)
    if _kind(best) == "float" and any(
        name in dtypes for name in ("int64", "int32", "uint32", "uint64")
    ):
        return "float64"
    return best


def as_float(ctx: Context, tensor: Tensor) -> str:
    """The dtype after a function that gives floats: exp, sqrt, a division."""
    if tensor.kind in ("float", "complex"):
        return tensor.dtype
    return ctx.float_of(tensor.library)


# ── the signs ───────────────────────────────────────────────────────────────────────────


def binary(ctx: Context, sign: str, left: Value, right: Value) -> Value:
    """An operator between numbers, sequences, strings and tensors."""
    if is_number(left) and is_number(right):
        return arithmetic(ctx, sign, left, right)
    left, right = (value.items if isinstance(value, Record) else value for value in (left, right))
    if isinstance(left, Tensor) or isinstance(right, Tensor):
        return tensor_binary(ctx, sign, left, right)
    if sign == "+" and isinstance(left, tuple | list) and type(left) is type(right):
        if len(left) + len(right) > MOST_ITEMS:
            raise Unsupported("a sequence this long")
        return [*left, *right] if isinstance(left, list) else (*left, *right)
    if sign == "+" and isinstance(left, Many | list) and isinstance(right, Many | list):
        return _joined_lists(ctx, left, right)
    if sign == "*" and isinstance(left, tuple | list) and is_size(right):
        return repeated(ctx, left, right)
    if sign == "*" and isinstance(right, tuple | list) and is_size(left):
        return repeated(ctx, right, left)
    if isinstance(left, str) and sign in "+%*":
        return left
    if sign == "|" and isinstance(left, dict) and isinstance(right, dict):
        return {**left, **right}
    raise Broken("operand_types", sign=sign, left=describe(left), right=describe(right))


def repeated(ctx: Context, items: tuple[Value, ...] | list[Value], times: Value) -> Value:
    """Items * times."""
    if isinstance(times, Size):
        if len(items) == 1 and isinstance(items, list):
            return Many(items[0], times)
        raise Unsupported("a sequence of symbolic length")
    if len(items) * max(times, 0) > MOST_ITEMS:
        raise Unsupported("a sequence this long")
    return items * times


def _joined_lists(ctx: Context, left: Many | list[Value], right: Many | list[Value]) -> Many:
    def parts(value: Many | list[Value]) -> tuple[Value, Value]:
        if isinstance(value, Many):
            return value.item, value.count
        return (value[0] if value else None), len(value)

    (a, n), (b, m) = parts(left), parts(right)
    return Many(a if a is not None else b, n + m, varies=a is not b)


def tensor_binary(ctx: Context, sign: str, left: Value, right: Value) -> Tensor:
    """Broadcast, and the result's dtype."""
    left, right = _operands(ctx, sign, left, right)
    tensors = [value for value in (left, right) if isinstance(value, Tensor)]
    if len(tensors) == 2:
        _same_library(tensors[0], tensors[1])
    shape = ctx.broadcast(*(tensor.shape for tensor in tensors))
    if len(tensors) == 2:
        _notice_square(ctx, sign, tensors[0], tensors[1])
    dtype = result_dtype(ctx, left, right)
    first = tensors[0]
    if sign in BIT_SIGNS and _kind(dtype) not in ("bool", "int"):
        raise Broken("bits_of_floats", sign=sign, dtype=dtype)
    if sign == "-" and dtype == "bool":
        raise Broken("minus_bools")
    if sign == "/" and _kind(dtype) in ("bool", "int"):
        dtype = ctx.float_of(first.library)
    if sign in ("//", "%", "**") and dtype == "bool":
        dtype = "int8" if first.library == "numpy" else "bool"
    if sign in ("//", "%") and _kind(dtype) == "complex":
        raise Broken("operand_types", sign=sign, left="complex", right="complex")
    result = first.like(shape, dtype)
    if first.library == "torch":
        result = replace(result, strides=elementwise(ctx, shape, tensors))
    if not shape and first.library == "numpy":
        result = replace(result, scalar=True)
    return _follow_values(sign, result, left, right)


def _operands(ctx: Context, sign: str, left: Value, right: Value) -> tuple[Value, Value]:
    tensor = left if isinstance(left, Tensor) else right
    pair = []
    for value in (left, right):
        if isinstance(value, Tensor) or is_number(value):
            pair.append(value)
        elif tensor.library == "numpy" and isinstance(value, list | tuple | Many):
            pair.append(ctx.array(value))
        elif value is None or isinstance(value, str | list | tuple | dict):
            raise Broken("operand_types", sign=sign, left=describe(left), right=describe(right))
        else:
            raise Unsupported(f"{describe(value)} as an operand")
    return pair[0], pair[1]


def _same_library(left: Tensor, right: Tensor) -> None:
    if left.library != right.library:
        raise Unsupported("an array and a tensor in one operation")


def _follow_values(sign: str, result: Tensor, left: Value, right: Value) -> Tensor:
    """Small known integers stay known, so that an index that is computed can be checked."""
    if result.kind not in ("int", "bool") or not isinstance(left, Tensor):
        return result
    if sign in "+-*" and isinstance(right, int) and left.values is not None:
        known = tuple(int(arith(value, right, sign)) for value in left.values)
        bounds = (min(known), max(known)) if known else None
        return replace(result, values=known, bounds=bounds)
    if sign in "+-" and is_size(right) and left.bounds is not None:
        low, high = left.bounds
        shifted = (low + right, high + right) if sign == "+" else (low - right, high - right)
        return replace(result, bounds=shifted, reach=left.reach)
    if sign == "%" and is_size(right):
        return replace(result, bounds=(0, right - 1), reach="maybe")
    return result


def arith(a: int, b: int, sign: str) -> int:
    return a + b if sign == "+" else (a - b if sign == "-" else a * b)


def _notice_square(ctx: Context, sign: str, left: Tensor, right: Tensor) -> None:
    """(N, 1) meets (N,): every row against every entry."""
    _notice_slip(ctx, left, right)
    for column, row in ((left, right), (right, left)):
        if column.ndim != 2 or row.ndim != 1 or not ctx.is_one(column.shape[1]):
            continue
        meant = "newaxis" in (column.made, row.made) or ctx.is_one(row.shape[0])
        if not meant and ctx.same(column.shape[0], row.shape[0]):
            ctx.note("silent_square", left=left.shape, right=right.shape, n=row.shape[0])


def _notice_slip(ctx: Context, left: Tensor, right: Tensor) -> None:
    """A reduction meets what it was made of, but not along the axis that it stands for."""
    for whole, reduced in ((left, right), (right, left)):
        source = reduced.source
        if source is None or whole.ndim < 2 or not ctx.same_shape(source.shape, whole.shape):
            continue
        if reduced.ndim == 0 and reduced.made in ("mean", "std", "var"):
            ctx.note("mean_over_batch", shape=whole.shape, name=reduced.made)
        elif reduced.axis is not None and reduced.ndim == whole.ndim - 1:
            axis = reduced.axis % whole.ndim
            if axis:
                ctx.note("reduction_slipped", shape=whole.shape, axis=axis, left=reduced.shape)


def compare(ctx: Context, sign: str, left: Value, right: Value) -> Value:
    """The result of a comparison."""
    if isinstance(left, Tensor) or isinstance(right, Tensor):
        if sign in ("==", "!=") and (
            left is None or right is None or isinstance(left, str) or isinstance(right, str)
        ):
            raise Unsupported("comparing a tensor with this")
        left, right = _operands(ctx, sign, left, right)
        tensors = [value for value in (left, right) if isinstance(value, Tensor)]
        if len(tensors) == 2:
            _same_library(tensors[0], tensors[1])
        shape = ctx.broadcast(*(tensor.shape for tensor in tensors))
        if len(tensors) == 2:
            _notice_square(ctx, sign, tensors[0], tensors[1])
        result = tensors[0].like(shape, "bool")
        if result.library == "torch":
            result = replace(result, strides=elementwise(ctx, shape, tensors))
        return result
    if is_size(left) and is_size(right):
        answer = ctx.world.decide(sign, left, right)
        return Scalar("bool") if answer is None else answer
    if isinstance(left, Scalar | Ratio) or isinstance(right, Scalar | Ratio):
        return Scalar("bool")
    if sign in ("==", "!="):
        return _equal(ctx, left, right) is (sign == "==")
    try:
        answer = {
            "<": lambda: left < right,
            "<=": lambda: left <= right,
            ">": lambda: left > right,
            ">=": lambda: left >= right,
        }[sign]()
    except TypeError:
        raise Broken(
            "operand_types", sign=sign, left=describe(left), right=describe(right)
        ) from None
    return bool(answer) if isinstance(answer, bool) else Scalar("bool")


def _equal(ctx: Context, left: Value, right: Value) -> bool:
    left, right = (value.items if isinstance(value, Record) else value for value in (left, right))
    if isinstance(left, tuple | list) and isinstance(right, tuple | list):
        return (
            type(left) is type(right)
            and len(left) == len(right)
            and all(_equal(ctx, a, b) for a, b in zip(left, right, strict=True))
        )
    if is_size(left) and is_size(right):
        return ctx.same(left, right)
    if isinstance(left, DType) and isinstance(right, DType):
        return left.name == right.name
    return bool(left == right)


def negate(ctx: Context, value: Value) -> Value:
    if isinstance(value, Tensor):
        if value.kind == "bool":
            raise Broken("minus_bools")
        bounds = (-value.bounds[1], -value.bounds[0]) if value.bounds else None
        values = tuple(-v for v in value.values) if value.values is not None else None
        return replace(value.like(), values=values, bounds=bounds)
    if isinstance(value, Size | int | float | complex):
        return -value
    if isinstance(value, Scalar):
        return Scalar("int") if value.kind == "bool" else value
    if isinstance(value, Ratio):
        return Ratio(-value.top, value.bottom, tuple(-x for x in value.values))
    raise Broken("operand_types", sign="-", left=describe(value), right="")


def invert(ctx: Context, value: Value) -> Value:
    if isinstance(value, Tensor):
        if value.kind not in ("bool", "int"):
            raise Broken("bits_of_floats", sign="~", dtype=value.dtype)
        if value.kind == "bool" and value.nonzero is not None:
            return replace(value.like(), nonzero=ctx.total(value.shape) - value.nonzero)
        return value.like()
    if isinstance(value, int):
        return ~value
    if isinstance(value, Size):
        return -value - 1
    raise Broken("operand_types", sign="~", left=describe(value), right="")


# ── functions of one operand ────────────────────────────────────────────────────────────

FLOAT_NUMPY = """exp exp2 expm1 log log2 log10 log1p sqrt cbrt sin cos tan arcsin arccos arctan
sinh cosh tanh arcsinh arccosh arctanh asin acos atan asinh acosh atanh deg2rad rad2deg radians
degrees sinc i0 fabs spacing"""
FLOAT_TORCH = """exp exp2 expm1 log log2 log10 log1p sqrt rsqrt sin cos tan asin acos atan arcsin
arccos arctan sinh cosh tanh asinh acosh atanh arcsinh arccosh arctanh deg2rad rad2deg sinc
sigmoid erf erfc erfinv lgamma digamma logit special_erf special_expit"""
SAME_NUMPY = """abs absolute negative positive square sign conj conjugate rint floor ceil trunc
round around fix reciprocal nan_to_num invert bitwise_not bitwise_invert real_if_close"""
SAME_TORCH = """abs absolute neg negative positive square sign sgn conj conj_physical floor ceil
trunc round fix frac reciprocal nan_to_num bitwise_not clone detach resolve_conj"""
BOOL = "isnan isinf isfinite logical_not signbit isneginf isposinf"

ACTIVATIONS: dict[str, str] = {
    "relu relu6 silu mish hardswish hardsigmoid selu softsign tanhshrink logsigmoid": (
        "a, inplace=False"
    ),
    "gelu": "a, approximate='none'",
    "elu celu": "a, alpha=1.0, inplace=False",
    "leaky_relu": "a, negative_slope=0.01, inplace=False",
    "softplus": "a, beta=1, threshold=20",
    "hardtanh": "a, min_val=-1.0, max_val=1.0, inplace=False",
    "softshrink hardshrink": "a, lambd=0.5",
    "threshold": "a, threshold, value, inplace=False",
    "rrelu": "a, lower=0.125, upper=0.333, training=False, inplace=False",
    "dropout dropout1d dropout2d dropout3d alpha_dropout feature_alpha_dropout": "a, p=0.5, "
    "training=True, inplace=False",
}


def unary(result: str) -> Callable[..., Value]:
    """A function of one operand. result: "float", "same" or "bool"."""

    def apply(ctx: Context, a: Value, out: Value = None, dtype: Value = None, **_: Value) -> Value:
        if is_number(a) and not isinstance(a, Scalar) and ctx.called_name in _OF_NUMBERS:
            return _of_number(ctx, ctx.called_name, a)
        tensor = ctx.array(a)
        if result == "bool":
            kind = "bool"
        else:
            kind = as_float(ctx, tensor) if result == "float" else tensor.dtype
        made = replace(tensor.like(dtype=ctx.dtype(dtype, kind)), scalar=not tensor.shape)
        return into(ctx, made, out)

    return apply


_OF_NUMBERS = frozenset({"sqrt", "floor", "ceil", "rint", "trunc"})


def _of_number(ctx: Context, name: str, value: Value) -> Value:
    """`np.sqrt(d)`, `np.ceil(N / 4)` of Python numbers stay numbers, so that `int` can follow."""
    if name == "sqrt":
        return arithmetic(ctx, "**", value, 0.5)
    how = {"floor": "floor", "ceil": "ceil", "rint": "round", "trunc": "int"}[name]
    return to_integer(ctx, value, how)


def torch_unary(result: str) -> Callable[..., Tensor]:
    def apply(ctx: Context, a: Value, **_: Value) -> Tensor:
        tensor = ctx.tensor(a)
        if result == "bool":
            return tensor.like(dtype="bool")
        strides = elementwise(ctx, tensor.shape, [tensor])
        if result == "same":
            return replace(tensor, strides=strides)
        return replace(tensor.like(dtype=as_float(ctx, tensor)), strides=strides)

    return apply


def into(ctx: Context, result: Tensor, out: Value) -> Tensor:
    """`out=`: the result must fit."""
    if isinstance(out, Tensor):
        ctx.broadcast_to(result.shape, out.shape)
        return out.like()
    return result


add(f"np: {FLOAT_NUMPY} (a, out=None, where=True, dtype=None)", unary("float"))
add(
    f"np: {SAME_NUMPY} (a, out=None, where=True, dtype=None, decimals=0, copy=True, nan=0.0, "
    f"posinf=None, neginf=None)",
    unary("same"),
)
add(f"np: {BOOL} (a, out=None, where=True, dtype=None)", unary("bool"))
add("np: isreal iscomplex (a)", unary("bool"))
add("ndarray: conj conjugate (a)", unary("same"))
add("ndarray: round (a, decimals=0, out=None)", unary("same"))
add("scipy.special: expit logit erf erfc gammaln digamma gamma log1p expm1 (a)", unary("float"))
add(f"torch, Tensor: {FLOAT_TORCH} (a, *, out=None)", torch_unary("float"))
add(
    f"torch, Tensor: {SAME_TORCH} (a, *, decimals=0, nan=0.0, posinf=None, neginf=None)",
    torch_unary("same"),
)
add("Tensor: cpu cuda detach_ (a, *where)", lambda ctx, a, *where: a)
add("Tensor: requires_grad_ (a, requires_grad=True)", torch_unary("same"))
add(
    "Tensor: zero_ normal_ uniform_ fill_ exponential_ random_ (a, *values, mean=0, std=1)",
    lambda ctx, a, *v, **k: a,
)
add(f"torch, Tensor: {BOOL} (a)", torch_unary("bool"))
add("torch, Tensor: isreal (a)", torch_unary("bool"))
for _names, _parameters in ACTIVATIONS.items():
    add(f"F: {_names} ({_parameters})", torch_unary("same"))
    _short = [
        name
        for name in _names.split()
        if name
        in (
            "relu",
            "selu",
            "celu",
            "dropout",
            "threshold",
            "rrelu",
            "alpha_dropout",
            "feature_alpha_dropout",
        )
    ]
    if _short:
        add(
            f"torch: {' '.join(_short)} ({_parameters.replace('training=True', 'train=True')})",
            torch_unary("same"),
        )
add("Tensor: relu hardshrink (a)", torch_unary("same"))


@op("F: sigmoid tanh (a)", "torch.special: expit erf (a)")
def float_activation(ctx: Context, a: Value) -> Tensor:
    tensor = ctx.tensor(a)
    return tensor.like(dtype=as_float(ctx, tensor))


@op("F: glu (a, axis=-1)", "torch: glu (a, axis=-1)")
def glu(ctx: Context, a: Value, axis: Value = -1) -> Tensor:
    tensor = ctx.tensor(a)
    place = ctx.axis(axis, tensor.ndim, tensor.shape)
    size = tensor.shape[place]
    if not ctx.same(size // 2 * 2, size):
        raise Broken("not_divisible", tensor.shape, size=size, parts=2)
    return tensor.like((*tensor.shape[:place], size // 2, *tensor.shape[place + 1 :]))


@op("F: prelu (a, weight)", "torch, Tensor: prelu (a, weight)")
def prelu(ctx: Context, a: Value, weight: Value) -> Tensor:
    tensor, slope = ctx.tensor(a), ctx.tensor(weight)
    count = ctx.total(slope.shape)
    channels = tensor.shape[1] if tensor.ndim > 1 else 1
    if not ctx.is_one(count) and not ctx.same(count, channels):
        raise Broken("channels", tensor.shape, slope.shape, expected=count, found=channels)
    return tensor


# ── functions of two operands ───────────────────────────────────────────────────────────

SIGN_OF: dict[str, str] = {
    "add": "+",
    "subtract": "-",
    "sub": "-",
    "multiply": "*",
    "mul": "*",
    "divide": "/",
    "true_divide": "/",
    "div": "/",
    "floor_divide": "//",
    "mod": "%",
    "remainder": "%",
    "fmod": "%",
    "power": "**",
    "pow": "**",
    "bitwise_and": "&",
    "bitwise_or": "|",
    "bitwise_xor": "^",
    "left_shift": "<<",
    "right_shift": ">>",
    "bitwise_left_shift": "<<",
    "bitwise_right_shift": ">>",
}
COMPARE_OF = {
    "equal": "==",
    "not_equal": "!=",
    "less": "<",
    "less_equal": "<=",
    "greater": ">",
    "greater_equal": ">=",
    "eq": "==",
    "ne": "!=",
    "lt": "<",
    "le": "<=",
    "gt": ">",
    "ge": ">=",
}


def _numpy_sign(sign: str) -> Callable[..., Value]:
    def apply(ctx: Context, a: Value, b: Value, out: Value = None, **_: Value) -> Value:
        return into(
            ctx,
            tensor_binary(ctx, sign, ctx.array(a), ctx.array(b) if not is_number(b) else b),
            out,
        )

    return apply


def _torch_sign(sign: str) -> Callable[..., Value]:
    def apply(ctx: Context, a: Value, b: Value, alpha: Value = 1, **_: Value) -> Value:
        if not isinstance(a, Tensor) and not isinstance(b, Tensor):
            raise Broken("not_a_tensor", got=describe(a))
        return tensor_binary(ctx, sign, a, b)

    return apply


for _name, _sign in SIGN_OF.items():
    if _name not in ("sub", "mul", "div", "bitwise_left_shift_"):
        add(f"np: {_name} (a, b, out=None, where=True, dtype=None)", _numpy_sign(_sign))
    add(f"torch, Tensor: {_name} (a, b, *, alpha=1, rounding_mode=None)", _torch_sign(_sign))
add(
    "Tensor: addcmul addcdiv (a, b, c, *, value=1)",
    lambda ctx, a, b, c, value=1: ternary(ctx, a, b, c),
)
add(
    "torch: addcmul addcdiv (a, b, c, *, value=1)",
    lambda ctx, a, b, c, value=1: ternary(ctx, a, b, c),
)


def ternary(ctx: Context, a: Value, b: Value, c: Value) -> Value:
    return tensor_binary(ctx, "+", a, tensor_binary(ctx, "*", b, c))


def _numpy_compare(sign: str) -> Callable[..., Value]:
    def apply(ctx: Context, a: Value, b: Value, **_: Value) -> Value:
        return compare(ctx, sign, ctx.array(a), b if is_number(b) else ctx.array(b))

    return apply


def _torch_compare(sign: str) -> Callable[..., Value]:
    def apply(ctx: Context, a: Value, b: Value, **_: Value) -> Value:
        return compare(ctx, sign, ctx.tensor(a), b)

    return apply


for _name, _sign in COMPARE_OF.items():
    if len(_name) > 2:
        add(f"np: {_name} (a, b, out=None, where=True, dtype=None)", _numpy_compare(_sign))
    if _name not in ("equal",):
        add(f"torch, Tensor: {_name} (a, b)", _torch_compare(_sign))
add(
    "np: logical_and logical_or logical_xor isclose (a, b, rtol=0, atol=0, equal_nan=False, "
    "out=None)",
    _numpy_compare("=="),
)
add(
    "torch, Tensor: logical_and logical_or logical_xor isclose (a, b, rtol=0, atol=0, "
    "equal_nan=False)",
    _torch_compare("=="),
)


def _pairwise(result: str, torch: bool) -> Callable[..., Value]:
    """maximum, hypot and the like: broadcast; result: "same" or "float"."""

    def apply(ctx: Context, a: Value, b: Value, out: Value = None, **_: Value) -> Value:
        if torch:
            left, right = ctx.tensor(a), b if is_number(b) else ctx.tensor(b)
        else:
            left, right = ctx.array(a), b if is_number(b) else ctx.array(b)
        tensors = [t for t in (left, right) if isinstance(t, Tensor)]
        shape = ctx.broadcast(*(tensor.shape for tensor in tensors))
        if len(tensors) == 2:
            _notice_square(ctx, "max", tensors[0], tensors[1])
        dtype = result_dtype(ctx, left, right)
        if result == "float":
            dtype = as_float(ctx, left.like(dtype=dtype))
        return into(ctx, left.like(shape, dtype), out)

    return apply


add(
    "np: maximum minimum fmax fmin gcd lcm (a, b, out=None, where=True, dtype=None)",
    _pairwise("same", False),
)
add(
    "np: arctan2 atan2 hypot logaddexp logaddexp2 copysign heaviside nextafter float_power ldexp "
    "(a, b, out=None, where=True, dtype=None)",
    _pairwise("float", False),
)
add("torch, Tensor: fmax fmin gcd lcm (a, b)", _pairwise("same", True))
add(
    "torch, Tensor: atan2 arctan2 hypot logaddexp logaddexp2 copysign xlogy float_power nextafter "
    "heaviside (a, b)",
    _pairwise("float", True),
)


@op("torch, Tensor: maximum minimum (a, b)")
def maximum(ctx: Context, a: Value, b: Value) -> Value:
    return _pairwise("same", True)(ctx, a, ctx.tensor(b))


@op("torch: lerp (a, end, weight)", "Tensor: lerp (a, end, weight)")
def lerp(ctx: Context, a: Value, end: Value, weight: Value) -> Tensor:
    tensors = [ctx.tensor(a), ctx.tensor(end)]
    if isinstance(weight, Tensor):
        tensors.append(weight)
    return tensors[0].like(ctx.broadcast(*(tensor.shape for tensor in tensors)))


@op(
    "np: clip (a, a_min=None, a_max=None, out=None, *, min=None, max=None)",
    "ndarray: clip (a, a_min=None, a_max=None, out=None, *, min=None, max=None)",
    "torch, Tensor: clamp clip (a, a_min=None, a_max=None, *, min=None, max=None)",
)
def clip(
    ctx: Context,
    a: Value,
    a_min: Value = None,
    a_max: Value = None,
    out: Value = None,
    min: Value = None,
    max: Value = None,
) -> Tensor:
    tensor = ctx.operand(a)
    limits = [limit for limit in (a_min, a_max, min, max) if limit is not None]
    if not limits and tensor.library == "torch":
        raise Broken("missing_argument", name="clamp", keyword="min")
    shapes = [ctx.operand(limit, tensor).shape for limit in limits]
    dtype = result_dtype(ctx, tensor, *limits) if limits else tensor.dtype
    result = tensor.like(ctx.broadcast(tensor.shape, *shapes), dtype)
    if tensor.library == "torch" and len(result.shape) == tensor.ndim:
        result = replace(result, strides=elementwise(ctx, result.shape, [tensor]))
    low, high = (a_min if a_min is not None else min), (a_max if a_max is not None else max)
    if is_size(low) and is_size(high) and tensor.kind == "int":
        result = replace(result, bounds=(low, high), reach="maybe")
    return into(ctx, result, out)


@op("torch, Tensor: clamp_min clamp_max (a, b)")
def clamp_one(ctx: Context, a: Value, b: Value) -> Tensor:
    return clip(ctx, a, b)


@op("np: where (condition, *branches)", "torch: where (condition, *branches)")
def where(ctx: Context, condition: Value, *branches: Value) -> Value:
    if not branches:
        from tutor.checking.shapes.operations.selecting import nonzero_tuple

        return nonzero_tuple(ctx, condition)
    if len(branches) != 2:
        raise Broken("missing_argument", name="where", keyword="y")
    test = ctx.operand(condition)
    numbers = [value if is_number(value) else ctx.operand(value, test) for value in branches]
    tensors = [value for value in (test, *numbers) if isinstance(value, Tensor)]
    if test.library == "torch" and test.dtype not in ("bool", "uint8"):
        raise Broken("mask_not_bool", dtype=test.dtype)
    shape = ctx.broadcast(*(tensor.shape for tensor in tensors))
    chosen = [value for value in numbers if isinstance(value, Tensor)]
    if chosen:
        dtype = result_dtype(ctx, *numbers)
    else:
        empty = test.like((), "bool")
        dtype = result_dtype(ctx, empty, *numbers)
    result = test.like(shape, dtype)
    if test.library == "torch":
        result = replace(result, strides=elementwise(ctx, shape, tensors))
    return result


@op("Tensor: where (a, condition, b)")
def where_method(ctx: Context, a: Value, condition: Value, b: Value) -> Value:
    return where(ctx, condition, a, b)


@op("np: select (conditions, choices, default=0)")
def select(ctx: Context, conditions: Value, choices: Value, default: Value = 0) -> Tensor:
    if len(conditions) != len(choices):
        raise Broken("different_lengths", left=len(conditions), right=len(choices))
    tensors = [ctx.array(value) for value in (*conditions, *choices)]
    shape = ctx.broadcast(*(tensor.shape for tensor in tensors))
    return Tensor(shape, result_dtype(ctx, *tensors[len(conditions) :], default))


@op("Tensor: masked_fill (a, mask, value)", "torch: masked_fill (a, mask, value)")
def masked_fill(ctx: Context, a: Value, mask: Value, value: Value) -> Tensor:
    tensor, chosen = ctx.tensor(a), ctx.tensor(mask)
    if chosen.dtype != "bool":
        raise Broken("mask_not_bool", dtype=chosen.dtype)
    if isinstance(value, Tensor) and value.shape:
        raise Broken("not_a_scalar", value.shape)
    return tensor.like(ctx.broadcast(tensor.shape, chosen.shape))


@op("Tensor: masked_fill_ (a, mask, value)")
def masked_fill_in_place(ctx: Context, a: Value, mask: Value, value: Value) -> Tensor:
    tensor, chosen = ctx.tensor(a), ctx.tensor(mask)
    if chosen.dtype != "bool":
        raise Broken("mask_not_bool", dtype=chosen.dtype)
    ctx.broadcast_to(chosen.shape, tensor.shape)
    return tensor


@op("np: allclose array_equal array_equiv (a, b, rtol=0, atol=0, equal_nan=False)")
def same_arrays(ctx: Context, a: Value, b: Value, **_: Value) -> Value:
    return Scalar("bool")


@op(
    "np: allclose (a, b, rtol=0, atol=0, equal_nan=False)",
    "torch, Tensor: allclose (a, b, rtol=0, atol=0, equal_nan=False)",
)
def allclose(ctx: Context, a: Value, b: Value, **_: Value) -> Value:
    ctx.broadcast(ctx.operand(a).shape, ctx.operand(b).shape)
    return Scalar("bool")


@op("torch, Tensor: equal (a, b)")
def equal(ctx: Context, a: Value, b: Value) -> Value:
    return Scalar("bool")


@op("ndarray: astype (a, dtype, copy=True, order='K', casting='unsafe')")
def astype(ctx: Context, a: Tensor, dtype: Value, **_: Value) -> Tensor:
    return converted(a, ctx.dtype(dtype, a.dtype))


def converted(tensor: Tensor, dtype: str) -> Tensor:
    """The tensor in another dtype; what is known of its elements stays known."""
    keep = _kind(dtype) in ("int", "bool") or tensor.kind in ("int", "bool")
    values = tensor.values if keep and _kind(dtype) != "bool" else None
    bounds = tensor.bounds if _kind(dtype) == "int" and tensor.kind == "int" else None
    if dtype == tensor.dtype:
        return tensor
    made = replace(tensor.like(dtype=dtype), values=values, bounds=bounds, nonzero=tensor.nonzero)
    return replace(made, strides=tensor.strides)


@op("Tensor: to type (a, *targets, dtype=None, copy=False, non_blocking=False)")
def to(ctx: Context, a: Tensor, *targets: Value, dtype: Value = None, **_: Value) -> Tensor:
    for target in (*targets, dtype):
        if isinstance(target, DType):
            return converted(a, target.name)
        if isinstance(target, Tensor):
            return converted(a, target.dtype)
    return a


@op("Tensor: type_as (a, b)")
def type_as(ctx: Context, a: Tensor, b: Tensor) -> Tensor:
    return converted(a, b.dtype)


for _name, _dtype in {
    "float": "float32",
    "double": "float64",
    "half": "float16",
    "bfloat16": "bfloat16",
    "int": "int32",
    "long": "int64",
    "short": "int16",
    "byte": "uint8",
    "bool": "bool",
}.items():
    add(f"Tensor: {_name} (a)", lambda ctx, a, dtype=_dtype: converted(a, dtype))


@op("Tensor: numpy (a, *, force=False)")
def numpy(ctx: Context, a: Tensor, force: Value = False) -> Tensor:
    return replace(a, library="numpy")


@op(
    "torch: from_numpy (a)",
    "torch: as_tensor (a, dtype=None, device=None)",
    "torch: asarray (a, dtype=None, device=None)",
)
def from_numpy(ctx: Context, a: Value, dtype: Value = None, **_: Value) -> Tensor:
    tensor = ctx.array(a, "torch")
    return replace(tensor, library="torch", dtype=ctx.dtype(dtype, tensor.dtype), scalar=False)


@op("Tensor: item (a)", "ndarray: item (a, *index)")
def item(ctx: Context, a: Tensor, *index: Value) -> Value:
    if not index and not ctx.is_one(ctx.total(a.shape)):
        raise Broken("not_one_element", a.shape)
    return a.values[0] if a.values and not index else Scalar(a.kind)


@op("np, torch: result_type promote_types can_cast (a, b)")
def result_type(ctx: Context, a: Value, b: Value) -> Value:
    raise Unsupported("dtypes as values")


def ufunc_method(ctx: Context, function: Builtin, name: str) -> Value:
    """`np.add.outer`, `np.maximum.reduce`, `np.add.accumulate`, `np.add.at`."""
    return Partial(Builtin("ufunc", name), (function,))


@op("ufunc: outer (function, a, b)")
def ufunc_outer(ctx: Context, function: Builtin, a: Value, b: Value) -> Value:
    from tutor.checking.shapes.registry import call

    left, right = ctx.array(a), ctx.array(b)
    spread = left.like((*left.shape, *[1] * right.ndim))
    return call(ctx, function.space, function.name, [replace(spread, made="newaxis"), right], {})


@op("ufunc: reduce (function, a, axis=0, dtype=None, out=None, keepdims=False)")
def ufunc_reduce(
    ctx: Context, function: Builtin, a: Value, axis: Value = 0, keepdims: Value = False, **_: Value
) -> Tensor:
    from tutor.checking.shapes.operations.reductions import reduced

    tensor = ctx.array(a)
    return tensor.like(reduced(ctx, tensor.shape, axis, keepdims))


@op("ufunc: accumulate (function, a, axis=0, dtype=None, out=None)")
def ufunc_accumulate(
    ctx: Context, function: Builtin, a: Value, axis: Value = 0, **_: Value
) -> Tensor:
    tensor = ctx.array(a)
    ctx.axis(axis, tensor.ndim, tensor.shape)
    return tensor.like()


@op("ufunc: at (function, a, indices, b=None)")
def ufunc_at(ctx: Context, function: Builtin, a: Value, indices: Value, b: Value = None) -> None:
    from tutor.checking.shapes.operations.indexing import index

    part = index(ctx, ctx.array(a), indices)
    if b is not None:
        ctx.broadcast_to(ctx.array(b).shape, part.shape)


@op("np: divmod (a, b)")
def divide_with_rest(ctx: Context, a: Value, b: Value) -> Value:
    result = tensor_binary(ctx, "//", ctx.array(a), ctx.array(b))
    return (result, result)


@op("np: modf frexp (a)", "torch: frexp (a)")
def parts_of_float(ctx: Context, a: Value) -> Value:
    tensor = ctx.operand(a)
    return (tensor.like(), tensor.like())


@op("np: unwrap (a, discont=None, axis=-1, *, period=6.28)", "torch, Tensor: i0 (a)")
def unwrap(ctx: Context, a: Value, **_: Value) -> Tensor:
    tensor = ctx.operand(a)
    return tensor.like(dtype=as_float(ctx, tensor))


@op("torch, Tensor: dist (a, b, p=2)")
def dist(ctx: Context, a: Value, b: Value, p: Value = 2) -> Tensor:
    left, right = ctx.tensor(a), ctx.tensor(b)
    ctx.broadcast(left.shape, right.shape)
    return left.like(())


@op("torch: rsub (a, b)")
def rsub(ctx: Context, a: Value, b: Value) -> Value:
    return tensor_binary(ctx, "-", b, a)


@op("torch, Tensor: ldexp igamma igammac (a, b)")
def with_float_result(ctx: Context, a: Value, b: Value) -> Value:
    return _pairwise("float", True)(ctx, a, b)
