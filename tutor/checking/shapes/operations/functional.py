"""Functions of functions: derivatives as shapes, vmap, apply_along_axis, vectorize, partial."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, product
from math import comb, prod

from tutor.checking.shapes.context import Context, range_length
from tutor.checking.shapes.errors import Broken, Unsupported
from tutor.checking.shapes.operations.indexing import index
from tutor.checking.shapes.registry import op
from tutor.checking.shapes.sizes import Dim
from tutor.checking.shapes.values import Partial, Range, Shape, Slice, Tensor, Value

MOST_COMBINATIONS = 5_000


def _call(ctx: Context, function: Value, *args: Value) -> Value:
    if ctx.call_value is None:
        raise Unsupported("calling a function here")
    return ctx.call_value(function, list(args), {})


def _result(ctx: Context, function: Value, *args: Value) -> Tensor:
    value = _call(ctx, function, *args)
    if isinstance(value, Tensor):
        return value
    like = next((arg for arg in args if isinstance(arg, Tensor)), None)
    return ctx.array(value, like.library if like is not None else ctx.flavour)


# ── NumPy ───────────────────────────────────────────────────────────────────────────────


@op("np: apply_along_axis (function, axis, arr, *args)")
def apply_along_axis(
    ctx: Context, function: Value, axis: Value, arr: Value, *args: Value
) -> Tensor:
    tensor = ctx.array(arr)
    place = ctx.axis(axis, tensor.ndim, tensor.shape)
    part = _result(ctx, function, tensor.like((tensor.shape[place],)), *args)
    return part.like((*tensor.shape[:place], *part.shape, *tensor.shape[place + 1 :]))


@op("np: apply_over_axes (function, a, axes)")
def apply_over_axes(ctx: Context, function: Value, a: Value, axes: Value) -> Tensor:
    tensor = ctx.array(a)
    gone = ctx.axes(axes, tensor.shape)
    return tensor.like([1 if place in gone else size for place, size in enumerate(tensor.shape)])


@op("np: vectorize (function, otypes=None, doc=None, excluded=None, cache=False, signature=None)")
def vectorize(
    ctx: Context, function: Value, signature: Value = None, **_: Value
) -> Callable[..., Tensor]:
    if signature is not None:
        raise Unsupported("`np.vectorize` with a signature")

    def apply(*args: Value) -> Tensor:
        tensors = [ctx.array(arg) for arg in args]
        part = _result(ctx, function, *(tensor.like(()) for tensor in tensors))
        return part.like(ctx.broadcast(*(tensor.shape for tensor in tensors)))

    return apply


@op("np: fromfunction (function, shape, *, dtype=None)")
def fromfunction(ctx: Context, function: Value, shape: Value, dtype: Value = None) -> Tensor:
    sizes = ctx.shape(shape)
    return _result(ctx, function, *(Tensor(sizes, "float64") for _ in sizes))


@op("np: piecewise (x, condlist, funclist, *args)")
def piecewise(ctx: Context, x: Value, condlist: Value, funclist: Value, *args: Value) -> Tensor:
    return ctx.array(x).like()


# ── derivatives ─────────────────────────────────────────────────────────────────────────


def _joined(output: Value, inputs: Value, ctx: Context) -> Value:
    """A Jacobian's shape: the output's axes, then the input's; a tuple for several inputs."""
    if not isinstance(output, Tensor):
        raise Unsupported("the Jacobian of several outputs")
    if isinstance(inputs, tuple | list):
        return tuple(_joined(output, one, ctx) for one in inputs)
    return output.like((*output.shape, *ctx.tensor(inputs).shape))


@op(
    "torch.autograd.functional: jacobian (function, inputs, create_graph=False, strict=False, "
    "vectorize=False)"
)
def jacobian(ctx: Context, function: Value, inputs: Value, **_: Value) -> Value:
    args = inputs if isinstance(inputs, tuple) else (inputs,)
    return _joined(_call(ctx, function, *args), inputs, ctx)


@op(
    "torch.autograd.functional: hessian (function, inputs, create_graph=False, strict=False, "
    "vectorize=False)"
)
def hessian(ctx: Context, function: Value, inputs: Value, **_: Value) -> Value:
    args = inputs if isinstance(inputs, tuple) else (inputs,)
    _scalar(ctx, _call(ctx, function, *args))
    if isinstance(inputs, tuple):
        return tuple(_joined(ctx.tensor(one), inputs, ctx) for one in inputs)
    return _joined(ctx.tensor(inputs), inputs, ctx)


def _scalar(ctx: Context, value: Value) -> Tensor:
    tensor = ctx.tensor(value)
    if not ctx.is_one(ctx.total(tensor.shape)):
        raise Broken("not_one_element", tensor.shape)
    return tensor


@op(
    "torch.autograd: grad (outputs, inputs, grad_outputs=None, retain_graph=None, "
    "create_graph=False, only_inputs=True, allow_unused=None, is_grads_batched=False)"
)
def grad(
    ctx: Context, outputs: Value, inputs: Value, grad_outputs: Value = None, **_: Value
) -> Value:
    if grad_outputs is None and isinstance(outputs, Tensor):
        _scalar(ctx, outputs)
    both = isinstance(outputs, Tensor) and isinstance(grad_outputs, Tensor)
    if both and not ctx.same_shape(outputs.shape, grad_outputs.shape):
        raise Broken("loss_shapes", outputs.shape, grad_outputs.shape)
    several = inputs if isinstance(inputs, tuple | list) else (inputs,)
    return tuple(ctx.tensor(one).like() for one in several)


@op("torch.func: jacrev jacfwd (function, argnums=0, has_aux=False)")
def jacrev(ctx: Context, function: Value, argnums: Value = 0, **_: Value) -> Callable[..., Value]:
    def apply(*args: Value) -> Value:
        chosen = args[argnums] if isinstance(argnums, int) else tuple(args[i] for i in argnums)
        return _joined(_call(ctx, function, *args), chosen, ctx)

    return apply


@op("torch.func: hessian (function, argnums=0)")
def func_hessian(ctx: Context, function: Value, argnums: Value = 0) -> Callable[..., Value]:
    def apply(*args: Value) -> Value:
        output = ctx.tensor(_call(ctx, function, *args))
        shape = ctx.tensor(args[argnums]).shape
        return output.like((*output.shape, *shape, *shape))

    return apply


@op("torch.func: grad (function, argnums=0, has_aux=False)")
def func_grad(
    ctx: Context, function: Value, argnums: Value = 0, **_: Value
) -> Callable[..., Value]:
    def apply(*args: Value) -> Value:
        output = ctx.tensor(_call(ctx, function, *args))
        if output.shape:
            raise Broken("not_a_scalar", output.shape)
        if isinstance(argnums, int):
            return ctx.tensor(args[argnums]).like()
        return tuple(ctx.tensor(args[i]).like() for i in argnums)

    return apply


@op(
    "torch, torch.func: vmap (function, in_dims=0, out_dims=0, randomness='error', *, "
    "chunk_size=None)"
)
def vmap(
    ctx: Context, function: Value, in_dims: Value = 0, out_dims: Value = 0, **_: Value
) -> Callable[..., Value]:
    """The function over every entry of one axis of its arguments."""

    def apply(*args: Value) -> Value:
        places = in_dims if isinstance(in_dims, tuple) else (in_dims,) * len(args)
        count: Dim | None = None
        inner: list[Value] = []
        for arg, place in zip(args, places, strict=True):
            if place is None:
                inner.append(arg)
                continue
            tensor = ctx.tensor(arg)
            axis = ctx.axis(place, tensor.ndim, tensor.shape)
            if count is not None and not ctx.same(count, tensor.shape[axis]):
                raise Broken("different_lengths", left=count, right=tensor.shape[axis])
            count = tensor.shape[axis]
            whole: list[Value] = [Slice(None, None, None)] * axis
            inner.append(index(ctx, tensor, (*whole, 0)))
        if count is None:
            raise Unsupported("vmap over nothing")
        return _spread(ctx, _call(ctx, function, *inner), count, out_dims)

    return apply


def _spread(ctx: Context, value: Value, count: Dim, place: Value) -> Value:
    if isinstance(value, tuple):
        return tuple(_spread(ctx, part, count, place) for part in value)
    tensor = ctx.tensor(value)
    axis = ctx.axis(place, tensor.ndim + 1)
    shape: Shape = (*tensor.shape[:axis], count, *tensor.shape[axis:])
    return tensor.like(shape)


# ── functools and itertools ─────────────────────────────────────────────────────────────


@op("functools: partial (function, *args, **kwargs)")
def partial(ctx: Context, function: Value, *args: Value, **kwargs: Value) -> Partial:
    return Partial(function, args, kwargs)


@op("functools: reduce (function, items, *start)")
def reduce(ctx: Context, function: Value, items: Value, *start: Value) -> Value:
    if not isinstance(items, list | tuple):
        raise Unsupported("`reduce` over what is not a list")
    values = [*start, *items]
    if not values:
        raise Broken("too_few", least=1)
    result = values[0]
    for value in values[1:]:
        result = _call(ctx, function, result, value)
    return result


@op("itertools: product (*iterables)")
def cartesian(ctx: Context, *iterables: Value) -> Value:
    lists = [_items(ctx, one) for one in iterables]
    if prod(map(len, lists)) > MOST_COMBINATIONS:
        raise Unsupported("this many combinations")
    return list(product(*lists))


@op("itertools: combinations (items, r)")
def choose(ctx: Context, items: Value, r: Value) -> Value:
    several, size = _items(ctx, items), ctx.integer(r)
    if not isinstance(size, int) or size < 0 or comb(len(several), size) > MOST_COMBINATIONS:
        raise Unsupported("this many combinations")
    return list(combinations(several, size))


def _items(ctx: Context, value: Value) -> list[Value]:
    if isinstance(value, list | tuple):
        return list(value)
    if isinstance(value, Range):
        count = range_length(ctx.world, value)
        if isinstance(count, int) and count <= 200:
            return [value.start + i * value.step for i in range(count)]
    raise Unsupported("this many combinations")
