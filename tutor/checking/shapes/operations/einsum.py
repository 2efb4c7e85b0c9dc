"""einsum in all its forms: explicit, implicit, with an ellipsis, repeated letters, and lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tutor.checking.shapes.context import Context
from tutor.checking.shapes.errors import Broken, Unsupported
from tutor.checking.shapes.operations.promotion import result_dtype
from tutor.checking.shapes.registry import op
from tutor.checking.shapes.sizes import Dim
from tutor.checking.shapes.strides import row_major, strides_of
from tutor.checking.shapes.values import Shape, Tensor, Value

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


@op(
    "np: einsum (subscripts, *operands, out=None, optimize=False, dtype=None, order='K', "
    "casting='safe')",
    "torch: einsum (subscripts, *operands)",
)
def einsum(ctx: Context, subscripts: Value, *operands: Value, **_: Value) -> Tensor:
    if isinstance(subscripts, Tensor):
        subscripts, operands = _from_lists(ctx, (subscripts, *operands))
    if not isinstance(subscripts, str):
        raise Unsupported("einsum without a pattern")
    if len(operands) == 1 and isinstance(operands[0], list | tuple):
        operands = tuple(operands[0])
    tensors = [ctx.operand(operand) for operand in operands]
    shape = einsum_shape(ctx, subscripts, [tensor.shape for tensor in tensors])
    if tensors[0].library == "torch" and len({tensor.dtype for tensor in tensors}) > 1:
        raise Broken("product_dtypes", left=tensors[0].dtype, right=tensors[1].dtype)
    result = tensors[0].like(shape, result_dtype(ctx, *tensors))
    if result.library == "torch":
        result = replace(result, strides=_strides(ctx, subscripts, tensors, shape))
    return result


def _strides(
    ctx: Context, pattern: str, tensors: Sequence[Tensor], shape: Shape
) -> tuple[Dim, ...] | None:
    """A permutation is a view; a product lies as (shared, left only, right only) letters."""
    inputs, arrow, output = pattern.replace(" ", "").partition("->")
    terms = inputs.split(",")
    if not arrow or "." in pattern or len(terms) > 2:
        return None
    if len(terms) == 1:
        if sorted(terms[0]) != sorted(output) or len(set(output)) < len(output):
            return None
        old = strides_of(tensors[0])
        return tuple(old[terms[0].index(letter)] for letter in output)
    summed = set(terms[0]) & set(terms[1]) - set(output)
    if not summed:
        return None
    memory = [
        *(letter for letter in output if letter in terms[0] and letter in terms[1]),
        *(letter for letter in output if letter not in terms[1]),
        *(letter for letter in output if letter not in terms[0]),
    ]
    sizes = dict(zip(output, shape, strict=True))
    steps = dict(zip(memory, row_major(tuple(sizes[letter] for letter in memory)), strict=True))
    return tuple(steps[letter] for letter in output)


def _from_lists(ctx: Context, arguments: Sequence[Value]) -> tuple[str, tuple[Value, ...]]:
    """einsum(x, [0, 1], y, [1, 2], [0, 2]) as a pattern."""
    operands = arguments[0 : len(arguments) - len(arguments) % 2 : 2]
    lists = arguments[1::2]
    terms = [_letters(ctx, numbers) for numbers in lists]
    pattern = ",".join(terms)
    if len(arguments) % 2:
        pattern += "->" + _letters(ctx, arguments[-1])
    return pattern, tuple(operands)


def _letters(ctx: Context, numbers: Value) -> str:
    if not isinstance(numbers, list | tuple):
        raise Unsupported("einsum in this form")
    return "".join("..." if n is Ellipsis else LETTERS[int(n)] for n in numbers)


def einsum_shape(ctx: Context, pattern: str, shapes: Sequence[Shape]) -> Shape:
    """The result's shape. Raises Broken where the pattern does not fit the shapes."""
    inputs, arrow, output = pattern.replace(" ", "").partition("->")
    terms = inputs.split(",")
    _check_letters(pattern, [*terms, output])
    if len(terms) != len(shapes):
        raise Broken(
            "einsum_operands", *shapes, pattern=pattern, terms=len(terms), given=len(shapes)
        )
    sizes: dict[str, Dim] = {}
    stretched: Shape = ()
    for term, shape in zip(terms, shapes, strict=True):
        stretched = ctx.broadcast(stretched, _read_term(ctx, pattern, term, shape, sizes))
    if not arrow:
        output = _implicit(terms)
    result: list[Dim] = []
    seen: set[str] = set()
    before, dots, after = output.partition("...")
    for letter in before:
        _check_output(pattern, letter, sizes, seen)
        result.append(sizes[letter])
    if dots:
        result.extend(stretched)
    elif stretched and arrow and ctx.flavour != "torch":
        raise Broken("einsum_ellipsis", *shapes, pattern=pattern)
    for letter in after:
        _check_output(pattern, letter, sizes, seen)
        result.append(sizes[letter])
    return tuple(result)


def _check_letters(pattern: str, terms: Sequence[str]) -> None:
    for term in terms:
        if term.count("...") > 1:
            raise Broken("einsum_letter", pattern=pattern, letter=".")
        for letter in term.replace("...", ""):
            if letter not in LETTERS:
                raise Broken("einsum_letter", pattern=pattern, letter=letter)


def _check_output(pattern: str, letter: str, sizes: dict[str, Dim], seen: set[str]) -> None:
    if letter not in sizes:
        raise Broken("einsum_output", pattern=pattern, letter=letter)
    if letter in seen:
        raise Broken("einsum_repeated", pattern=pattern, letter=letter)
    seen.add(letter)


def _read_term(ctx: Context, pattern: str, term: str, shape: Shape, sizes: dict[str, Dim]) -> Shape:
    """Note each letter's size; returns the axes that the ellipsis stands for."""
    before, dots, after = term.partition("...")
    letters = len(before) + len(after)
    if letters > len(shape) or (not dots and letters != len(shape)):
        raise Broken(
            "einsum_rank", shape, pattern=pattern, term=term, letters=letters, ndim=len(shape)
        )
    end = len(shape) - len(after)
    pairs = [*zip(before, shape, strict=False), *zip(after, shape[end:], strict=True)]
    own: dict[str, Dim] = {}
    for letter, size in pairs:
        if letter in own and not ctx.same(own[letter], size):
            # A repeated letter takes the diagonal, and sizes of one do not stretch there.
            raise Broken(
                "einsum_size", shape, pattern=pattern, letter=letter, left=own[letter], right=size
            )
        own[letter] = size
        known = sizes.get(letter)
        if known is None or ctx.is_one(known):
            sizes[letter] = size
        elif not ctx.is_one(size) and not ctx.same(known, size):
            raise Broken(
                "einsum_size", shape, pattern=pattern, letter=letter, left=known, right=size
            )
    return shape[len(before) : end] if dots else ()


def _implicit(terms: Sequence[str]) -> str:
    """Without an arrow: the letters that occur once, in alphabetical order."""
    every = "".join(terms).replace(".", "")
    once = sorted(letter for letter in set(every) if every.count(letter) == 1)
    dots = "..." if any("..." in term for term in terms) else ""
    return dots + "".join(once)
