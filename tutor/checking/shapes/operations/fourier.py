"""Fourier transforms: fft, rfft and their inverses."""

from __future__ import annotations

from tutor.checking.shapes.context import Context
from tutor.checking.shapes.errors import Broken
from tutor.checking.shapes.registry import op
from tutor.checking.shapes.sizes import Dim
from tutor.checking.shapes.values import Tensor, Value

_ONE = "a, n=None, axis=-1, norm=None"


def _spectrum(tensor: Tensor) -> str:
    return "complex64" if tensor.dtype in ("float32", "complex64") else "complex128"


def _resized(
    ctx: Context, a: Value, n: Value, axis: Value, size: object, dtype: str | None
) -> Tensor:
    tensor = ctx.operand(a)
    place = ctx.axis(axis, tensor.ndim, tensor.shape)
    old = tensor.shape[place]
    assert callable(size)
    new: Dim = size(old if n is None else ctx.integer(n), n is None)
    name = _spectrum(tensor)
    if dtype == "real":
        name = "float32" if name == "complex64" else "float64"
    return tensor.like((*tensor.shape[:place], new, *tensor.shape[place + 1 :]), name)


@op(f"np.fft: fft ifft ({_ONE}, out=None)", f"torch.fft: fft ifft ({_ONE})")
def fft(ctx: Context, a: Value, n: Value = None, axis: Value = -1, **_: Value) -> Tensor:
    return _resized(ctx, a, n, axis, lambda size, _: size, None)


@op(f"np.fft: rfft ({_ONE}, out=None)", f"torch.fft: rfft ({_ONE})")
def rfft(ctx: Context, a: Value, n: Value = None, axis: Value = -1, **_: Value) -> Tensor:
    if ctx.operand(a).kind == "complex":
        raise Broken("real_only", name="rfft")
    return _resized(ctx, a, n, axis, lambda size, _: size // 2 + 1, None)


@op(f"np.fft: irfft ({_ONE}, out=None)", f"torch.fft: irfft ({_ONE})")
def irfft(ctx: Context, a: Value, n: Value = None, axis: Value = -1, **_: Value) -> Tensor:
    return _resized(
        ctx, a, n, axis, lambda size, default: 2 * (size - 1) if default else size, "real"
    )


@op(
    "np.fft: fft2 ifft2 (a, s=None, axes=(-2, -1), norm=None)",
    "torch.fft: fft2 ifft2 (a, s=None, axis=(-2, -1), norm=None)",
    "np.fft: fftn ifftn (a, s=None, axes=None, norm=None)",
    "torch.fft: fftn ifftn (a, s=None, axis=None, norm=None)",
)
def fft2(
    ctx: Context,
    a: Value,
    s: Value = None,
    axes: Value = None,
    axis: Value = None,
    norm: Value = None,
) -> Tensor:
    tensor = ctx.operand(a)
    places = ctx.axes(axes if axes is not None else axis, tensor.shape)
    shape = list(tensor.shape)
    if s is not None:
        for place, size in zip(places[-len(s) :], ctx.shape(s), strict=True):
            shape[place] = size
    return tensor.like(shape, _spectrum(tensor))


@op(
    "np.fft: rfft2 (a, s=None, axes=(-2, -1), norm=None)",
    "torch.fft: rfft2 (a, s=None, axis=(-2, -1), norm=None)",
    "np.fft: rfftn (a, s=None, axes=None, norm=None)",
    "torch.fft: rfftn (a, s=None, axis=None, norm=None)",
)
def rfft2(
    ctx: Context,
    a: Value,
    s: Value = None,
    axes: Value = None,
    axis: Value = None,
    norm: Value = None,
) -> Tensor:
    tensor = fft2(ctx, a, s, axes, axis)
    last = ctx.axes(axes if axes is not None else axis, tensor.shape)[-1]
    return tensor.like(
        (*tensor.shape[:last], tensor.shape[last] // 2 + 1, *tensor.shape[last + 1 :])
    )


@op(
    "np.fft: irfft2 (a, s=None, axes=(-2, -1), norm=None)",
    "torch.fft: irfft2 (a, s=None, axis=(-2, -1), norm=None)",
)
def irfft2(
    ctx: Context,
    a: Value,
    s: Value = None,
    axes: Value = (-2, -1),
    axis: Value = None,
    norm: Value = None,
) -> Tensor:
    tensor = ctx.operand(a)
    places = ctx.axes(axes if axis is None else axis, tensor.shape)
    shape = list(tensor.shape)
    shape[places[-1]] = 2 * (shape[places[-1]] - 1)
    if s is not None:
        for place, size in zip(places, ctx.shape(s), strict=True):
            shape[place] = size
    real = "float32" if _spectrum(tensor) == "complex64" else "float64"
    return tensor.like(shape, real)


@op("np.fft: fftfreq (n, d=1.0)", "torch.fft: fftfreq (n, d=1.0)")
def fftfreq(ctx: Context, n: Value, d: Value = 1.0) -> Tensor:
    library = "torch" if ctx.called.startswith("torch") else "numpy"
    return Tensor((ctx.integer(n),), ctx.float_of(library), library)


@op("np.fft: rfftfreq (n, d=1.0)", "torch.fft: rfftfreq (n, d=1.0)")
def rfftfreq(ctx: Context, n: Value, d: Value = 1.0) -> Tensor:
    library = "torch" if ctx.called.startswith("torch") else "numpy"
    return Tensor((ctx.integer(n) // 2 + 1,), ctx.float_of(library), library)


@op("np.fft: fftshift ifftshift (a, axes=None)", "torch.fft: fftshift ifftshift (a, axis=None)")
def fftshift(ctx: Context, a: Value, axes: Value = None, axis: Value = None) -> Tensor:
    tensor = ctx.operand(a)
    ctx.axes(axes if axis is None else axis, tensor.shape)
    return tensor.like()


@op(
    "torch: stft (a, n_fft, hop_length=None, win_length=None, window=None, center=True, "
    "pad_mode='reflect', normalized=False, onesided=None, return_complex=None)"
)
def stft(
    ctx: Context,
    a: Value,
    n_fft: Value,
    hop_length: Value = None,
    win_length: Value = None,
    window: Value = None,
    center: Value = True,
    onesided: Value = None,
    **_: Value,
) -> Tensor:
    tensor = ctx.tensor(a)
    width = ctx.integer(n_fft)
    hop = width // 4 if hop_length is None else ctx.integer(hop_length)
    length = tensor.shape[-1] + (width // 2 * 2 if center else 0)
    frames = (length - width) // hop + 1
    bins = width if onesided is False else width // 2 + 1
    return tensor.like((*tensor.shape[:-1], bins, frames), _spectrum(tensor))


@op("torch: view_as_complex (a)")
def view_as_complex(ctx: Context, a: Value) -> Tensor:
    tensor = ctx.tensor(a)
    if not tensor.shape or not ctx.same(tensor.shape[-1], 2):
        raise Broken("pairs_last", tensor.shape)
    return tensor.like(tensor.shape[:-1], _spectrum(tensor))


@op("torch: view_as_real (a)")
def view_as_real(ctx: Context, a: Value) -> Tensor:
    tensor = ctx.tensor(a)
    if tensor.kind != "complex":
        raise Broken("complex_only", name="view_as_real")
    return tensor.like((*tensor.shape, 2), "float32" if tensor.dtype == "complex64" else "float64")


@op("torch: polar complex (a, b)")
def polar(ctx: Context, a: Value, b: Value) -> Tensor:
    left, right = ctx.tensor(a), ctx.tensor(b)
    return left.like(ctx.broadcast(left.shape, right.shape), _spectrum(left))


@op(
    "np: angle (z, deg=False)",
    "np: real imag (z)",
    "torch, Tensor: angle (z)",
    "torch: real imag (z)",
)
def angle(ctx: Context, z: Value, deg: Value = False) -> Tensor:
    tensor = ctx.operand(z)
    real = {"complex64": "float32", "complex128": "float64"}.get(tensor.dtype, tensor.dtype)
    return tensor.like(dtype=real)
