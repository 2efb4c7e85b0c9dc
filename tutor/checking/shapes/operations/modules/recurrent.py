"""Recurrent layers: RNN, GRU, LSTM over sequences, and their single-step cells."""

from __future__ import annotations

from collections.abc import Callable

from tutor.checking.shapes.context import Context
from tutor.checking.shapes.errors import Broken
from tutor.checking.shapes.operations.modules import computed_length_first, parameter
from tutor.checking.shapes.registry import add
from tutor.checking.shapes.sizes import Dim
from tutor.checking.shapes.values import Module, Shape, Tensor, Value


def _layer(name: str, gates: int) -> Callable[..., Module]:
    def make(
        ctx: Context,
        input_size: Value,
        hidden_size: Value,
        num_layers: Value = 1,
        bias: Value = True,
        batch_first: Value = False,
        dropout: Value = 0.0,
        bidirectional: Value = False,
        proj_size: Value = 0,
        nonlinearity: Value = "tanh",
        dtype: Value = None,
    ) -> Module:
        width, hidden = ctx.integer(input_size), ctx.integer(hidden_size)
        layers = ctx.integer(num_layers)
        for size in (width, hidden, layers):
            if not ctx.world.possible(">", size, 0):
                raise Broken("negative_size", (width, hidden), size=size)
        directions = 2 if bidirectional is True else 1
        out = ctx.integer(proj_size) or hidden

        def forward(ctx: Context, x: Value, state: Value = None, hx: Value = None) -> Value:
            tensor = ctx.tensor(x)
            given = state if state is not None else hx
            batch, length = _axes(ctx, tensor, width, batch_first, name)
            state_shape = (layers * directions, *batch, out)
            cell_shape = (layers * directions, *batch, hidden)
            _check_state(ctx, given, name, state_shape, cell_shape)
            features = out * directions
            output = tensor.like((length, *batch, features))
            if batch and batch_first is True:
                output = computed_length_first(tensor.like((*batch, length, features)))
            final = tensor.like(state_shape)
            return (output, (final, tensor.like(cell_shape)) if name == "LSTM" else final)

        weights: dict[str, Value] = {
            "weight_ih_l0": parameter(gates * hidden, width),
            "weight_hh_l0": parameter(gates * hidden, out),
            "bias_ih_l0": parameter(gates * hidden),
            "bias_hh_l0": parameter(gates * hidden),
            "hidden_size": hidden,
            "input_size": width,
            "num_layers": layers,
        }
        return Module(name, forward, weights)

    return make


def _axes(
    ctx: Context, tensor: Tensor, width: Dim, batch_first: Value, name: str
) -> tuple[Shape, Dim]:
    """The batch axis (none for an unbatched sequence) and the length."""
    _floats(tensor, name)
    if tensor.ndim not in (2, 3):
        raise Broken("spatial_rank", tensor.shape, rank=name, low=2, high=3)
    if not ctx.same(tensor.shape[-1], width):
        raise Broken("linear", tensor.shape, (width,), found=tensor.shape[-1], expected=width)
    if tensor.ndim == 2:
        return (), tensor.shape[0]
    if batch_first is True:
        return tensor.shape[:1], tensor.shape[1]
    return tensor.shape[1:2], tensor.shape[0]


def _floats(tensor: Tensor, name: str) -> None:
    if tensor.kind != "float":
        raise Broken("mean_of_integers", tensor.shape, name=name, dtype=tensor.dtype)


def _check_state(ctx: Context, state: Value, name: str, shape: Shape, cell: Shape) -> None:
    if state is None:
        return
    wanted = (shape, cell) if name == "LSTM" else (shape,)
    if name == "LSTM":
        if not isinstance(state, tuple | list) or len(state) != 2:
            raise Broken("lstm_state")
        parts = tuple(state)
    else:
        parts = (state,)
    for part, expected in zip(parts, wanted, strict=True):
        if not ctx.same_shape(ctx.tensor(part).shape, expected):
            raise Broken("state", part.shape, expected)


def _cell(name: str, gates: int) -> Callable[..., Module]:
    def make(
        ctx: Context,
        input_size: Value,
        hidden_size: Value,
        bias: Value = True,
        nonlinearity: Value = "tanh",
        dtype: Value = None,
    ) -> Module:
        width, hidden = ctx.integer(input_size), ctx.integer(hidden_size)

        def forward(ctx: Context, x: Value, state: Value = None, hx: Value = None) -> Value:
            tensor = ctx.tensor(x)
            _floats(tensor, name)
            if tensor.ndim not in (1, 2):
                raise Broken("spatial_rank", tensor.shape, rank=name, low=1, high=2)
            if not ctx.same(tensor.shape[-1], width):
                raise Broken(
                    "linear", tensor.shape, (width,), found=tensor.shape[-1], expected=width
                )
            shape = (*tensor.shape[:-1], hidden)
            _check_state(
                ctx,
                state if state is not None else hx,
                "LSTM" if name == "LSTMCell" else name,
                shape,
                shape,
            )
            result = tensor.like(shape)
            return (result, result) if name == "LSTMCell" else result

        return Module(name, forward, {"hidden_size": hidden, "input_size": width})

    return make


_LAYER = (
    "input_size, hidden_size, num_layers=1, bias=True, batch_first=False, dropout=0.0, "
    "bidirectional=False"
)
add(f"nn: LSTM ({_LAYER}, proj_size=0, dtype=None)", _layer("LSTM", 4))
add(f"nn: GRU ({_LAYER}, dtype=None)", _layer("GRU", 3))
add(
    "nn: RNN (input_size, hidden_size, num_layers=1, nonlinearity='tanh', bias=True, "
    "batch_first=False, dropout=0.0, bidirectional=False, dtype=None)",
    _layer("RNN", 1),
)
add("nn: LSTMCell (input_size, hidden_size, bias=True, dtype=None)", _cell("LSTMCell", 4))
add("nn: GRUCell (input_size, hidden_size, bias=True, dtype=None)", _cell("GRUCell", 3))
add(
    "nn: RNNCell (input_size, hidden_size, bias=True, nonlinearity='tanh', dtype=None)",
    _cell("RNNCell", 1),
)
