"""The value of a term at one draw of its variables, in either arithmetic."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from tutor.checking.matrices.arithmetic import Array, Digits, Floats, Impossible
from tutor.checking.matrices.sizes import Size
from tutor.checking.matrices.terms import Term

MAX_ENTRIES = 250_000


class Evaluator:
    """Values of terms for fixed sizes and variables. Values of subterms are remembered."""

    def __init__(
        self, sizes: Mapping[str, int], values: Mapping[str, Array], arithmetic: Floats | Digits
    ) -> None:
        self.sizes, self.values, self.arithmetic = sizes, dict(values), arithmetic
        self.dtype = object if arithmetic.exact else float
        self._known: dict[Term, Array] = {}

    def with_value(self, name: str, value: Array) -> "Evaluator":
        """An evaluator that differs in one variable."""
        return Evaluator(self.sizes, {**self.values, name: value}, self.arithmetic)

    def __call__(self, term: Term) -> Array:
        """The value, two-dimensional. Raises Impossible where there is none."""
        known = self._known.get(term)
        if known is not None:
            return known
        try:
            with np.errstate(all="ignore"):
                return self._value(term)
        except (ValueError, ZeroDivisionError, OverflowError, TypeError) as error:
            raise Impossible from error

    def _value(self, term: Term) -> Array:
        known = self._known.get(term)
        if known is None:
            known = _OPERATIONS[term.op](self, term)
            if known.size > MAX_ENTRIES:
                raise Impossible
            self._known[term] = known
        return known

    def _scalar(self, value: Any) -> Array:
        out = np.empty((1, 1), dtype=self.dtype)
        out[0, 0] = value
        return out

    def _size_of(self, size: Any) -> int:
        if not isinstance(size, Size):
            raise Impossible
        return size.at(self.sizes)

    def _filled(self, rows: int, columns: int, value: int) -> Array:
        if rows * columns > MAX_ENTRIES:
            raise Impossible
        return np.full((rows, columns), self.arithmetic.number(value), dtype=self.dtype)

    # -- leaves

    def _of_num(self, term: Term) -> Array:
        return self._scalar(self.arithmetic.number(term.data))

    def _of_const(self, term: Term) -> Array:
        return self._scalar(self.arithmetic.const(term.data))

    def _of_var(self, term: Term) -> Array:
        return self.values[term.data]

    def _of_size(self, term: Term) -> Array:
        return self._scalar(self.arithmetic.number(self._size_of(term.data)))

    def _of_eye(self, term: Term) -> Array:
        n = self._size_of(term.data)
        out = self._filled(n, n, 0)
        np.fill_diagonal(out, self.arithmetic.number(1))
        return out

    def _of_ones(self, term: Term) -> Array:
        return self._filled(self._size_of(term.data[0]), self._size_of(term.data[1]), 1)

    def _of_zeros(self, term: Term) -> Array:
        return self._filled(self._size_of(term.data[0]), self._size_of(term.data[1]), 0)

    def _of_basis(self, term: Term) -> Array:
        n = self._size_of(term.data[0])
        index = term.data[1]
        place = int(index) - 1 if index.isdigit() else sum(map(ord, index))
        if index.isdigit() and not 0 <= place < n:
            raise Impossible
        out = self._filled(n, 1, 0)
        out[place % n, 0] = self.arithmetic.number(1)
        return out

    # -- structure

    def _of_neg(self, term: Term) -> Array:
        return -self._value(term.args[0])

    def _of_add(self, term: Term) -> Array:
        total = self._value(term.args[0])
        for arg in term.args[1:]:
            total = self._met(total, self._value(arg), np.add)
        return total

    def _met(self, left: Array, right: Array, operation: Any) -> Array:
        """An entrywise operation; scalars, and rows or columns against matrices, spread."""
        if left.shape != right.shape and left.size != 1 and right.size != 1:
            wide, thin = (left, right) if left.size >= right.size else (right, left)
            column, row = (wide.shape[0], 1), (1, wide.shape[1])
            if 1 in wide.shape or thin.shape not in (column, row):
                raise Impossible
        return np.asarray(operation(left, right))

    def _of_mul(self, term: Term) -> Array:
        total = self._value(term.args[0])
        for arg in term.args[1:]:
            factor = self._value(arg)
            if total.size == 1 or factor.size == 1:
                total = np.asarray(total * factor)
            elif total.shape[1] != factor.shape[0]:
                raise Impossible
            else:
                total = np.asarray(total @ factor)
        return total

    def _of_had(self, term: Term) -> Array:
        total = self._value(term.args[0])
        for arg in term.args[1:]:
            total = self._met(total, self._value(arg), np.multiply)
        return total

    def _of_hdiv(self, term: Term) -> Array:
        return self._met(self._value(term.args[0]), self._value(term.args[1]), np.divide)

    def _of_div(self, term: Term) -> Array:
        top, bottom = self._value(term.args[0]), self._value(term.args[1])
        if bottom.size != 1:
            raise Impossible
        return np.asarray(top / bottom)

    def _of_kron(self, term: Term) -> Array:
        a, b = self._value(term.args[0]), self._value(term.args[1])
        if a.size * b.size > MAX_ENTRIES:
            raise Impossible
        blocks = a[:, None, :, None] * b[None, :, None, :]
        return np.asarray(blocks.reshape(a.shape[0] * b.shape[0], a.shape[1] * b.shape[1]))

    def _of_t(self, term: Term) -> Array:
        return self._value(term.args[0]).T

    def _square(self, term: Term) -> Array:
        value = self._value(term)
        if value.shape[0] != value.shape[1]:
            raise Impossible
        return value

    def _of_inv(self, term: Term) -> Array:
        return self.arithmetic.inv(self._square(term.args[0]))

    def _of_pinv(self, term: Term) -> Array:
        x = self._value(term.args[0])
        if x.shape[0] >= x.shape[1]:
            return np.asarray(self.arithmetic.inv(x.T @ x) @ x.T)
        return np.asarray(x.T @ self.arithmetic.inv(x @ x.T))

    def _of_pow(self, term: Term) -> Array:
        base, exponent = self._square(term.args[0]), int(term.data)
        if exponent < 0:
            base, exponent = self.arithmetic.inv(base), -exponent
        total = self._filled(base.shape[0], base.shape[0], 0)
        np.fill_diagonal(total, self.arithmetic.number(1))
        for _ in range(exponent):
            total = total @ base
        return total

    def _of_epow(self, term: Term) -> Array:
        exponent = self._value(term.args[1])
        if exponent.size != 1:
            raise Impossible
        return self.arithmetic.power(self._value(term.args[0]), exponent[0, 0])

    # -- functions

    def _of_fn(self, term: Term) -> Array:
        name, order = term.data
        return self.arithmetic.apply(name, order, self._value(term.args[0]))

    def _of_cmp(self, term: Term) -> Array:
        operation = {">": np.greater, "<": np.less, ">=": np.greater_equal, "<=": np.less_equal}
        left, right = self._value(term.args[0]), self._value(term.args[1])
        holds = self._met(left, right, operation[term.data]).astype(bool)
        return np.where(holds, self.arithmetic.number(1), self.arithmetic.number(0))

    def _of_where(self, term: Term) -> Array:
        condition, yes, no = (self._value(arg) for arg in term.args)
        if len({v.shape for v in (condition, yes, no) if v.size > 1}) > 1:
            raise Impossible
        return np.where(condition.astype(bool), yes, no)

    def _of_maximum(self, term: Term) -> Array:
        return self._met(self._value(term.args[0]), self._value(term.args[1]), np.maximum)

    def _of_minimum(self, term: Term) -> Array:
        return self._met(self._value(term.args[0]), self._value(term.args[1]), np.minimum)

    def _of_softmax(self, term: Term) -> Array:
        e = self._shifted_exp(term)
        return np.asarray(e / e.sum(axis=term.data, keepdims=True))

    def _shifted_exp(self, term: Term) -> Array:
        x = self._value(term.args[0])
        return self.arithmetic.apply("exp", 0, x - x.max(axis=term.data, keepdims=True))

    def _of_logsoftmax(self, term: Term) -> Array:
        return self.arithmetic.apply("log", 0, self._of_softmax(term))

    # -- reductions

    def _of_trace(self, term: Term) -> Array:
        return self._scalar(np.trace(self._square(term.args[0])))

    def _of_det(self, term: Term) -> Array:
        return self._scalar(self.arithmetic.det(self._square(term.args[0])))

    def _of_logdet(self, term: Term) -> Array:
        determinant = self.arithmetic.det(self._square(term.args[0]))
        if not determinant > 0:
            raise Impossible
        return self._scalar(self.arithmetic.log(determinant))

    def _of_norm(self, term: Term) -> Array:
        x = self._value(term.args[0])
        if term.data == "1":
            return self._scalar(abs(x).sum())
        if term.data == "inf":
            return self._scalar(abs(x).max())
        if term.data == "F":
            return self._scalar(self.arithmetic.sqrt((x * x).sum()))
        values = self.arithmetic.singular_values(x)
        return self._scalar(max(values) if term.data == "spectral" else sum(values))

    def _reduced(self, term: Term, operation: str) -> Array:
        x = self._value(term.args[0])
        return np.asarray(getattr(x, operation)(axis=term.data, keepdims=True)).reshape(
            1 if term.data in (None, 0) else x.shape[0], 1 if term.data in (None, 1) else x.shape[1]
        )

    def _of_sum(self, term: Term) -> Array:
        return self._reduced(term, "sum")

    def _of_prod(self, term: Term) -> Array:
        return self._reduced(term, "prod")

    def _of_max(self, term: Term) -> Array:
        return self._reduced(term, "max")

    def _of_min(self, term: Term) -> Array:
        return self._reduced(term, "min")

    def _of_mean(self, term: Term) -> Array:
        total = self._reduced(term, "sum")
        count = self._value(term.args[0]).size // total.size
        return np.asarray(total / self.arithmetic.number(count))

    def _of_std(self, term: Term) -> Array:
        return self.arithmetic.apply("sqrt", 0, self._of_variance(term))

    def _of_variance(self, term: Term) -> Array:
        x = self._value(term.args[0])
        centred = x - self._of_mean(term)
        squares = np.asarray((centred * centred).sum(axis=term.data, keepdims=True))
        return np.asarray(squares / self.arithmetic.number(x.size // squares.size))

    def _of_lse(self, term: Term) -> Array:
        x = self._value(term.args[0])
        top = x.max(axis=term.data, keepdims=True)
        total = np.asarray(self._shifted_exp(term).sum(axis=term.data, keepdims=True))
        return np.asarray(top + self.arithmetic.apply("log", 0, total))

    def _of_inner(self, term: Term) -> Array:
        a, b = self._value(term.args[0]), self._value(term.args[1])
        if a.shape != b.shape:
            raise Impossible
        return self._scalar((a * b).sum())

    def _of_expm(self, term: Term) -> Array:
        x = self._square(term.args[0])
        halvings = 8
        x = x / self.arithmetic.number(2**halvings)
        total = part = self._filled(x.shape[0], x.shape[0], 0)
        np.fill_diagonal(total, self.arithmetic.number(1))
        part = total
        for k in range(1, 24):
            part = part @ x / self.arithmetic.number(k)
            total = total + part
        for _ in range(halvings):
            total = total @ total
        return total

    # -- changes of shape

    def _of_vec(self, term: Term) -> Array:
        return self._value(term.args[0]).T.reshape(-1, 1)

    def _of_diag(self, term: Term) -> Array:
        x = self._value(term.args[0])
        if 1 in x.shape:
            n = x.size
            out = self._filled(n, n, 0)
            for i, value in enumerate(x.flat):
                out[i, i] = value
            return out
        if x.shape[0] != x.shape[1]:
            raise Impossible
        return np.diagonal(x).reshape(-1, 1)


_OPERATIONS: dict[str, Callable[[Evaluator, Term], Array]] = {
    name.removeprefix("_of_"): operation
    for name, operation in vars(Evaluator).items()
    if name.startswith("_of_")
}
