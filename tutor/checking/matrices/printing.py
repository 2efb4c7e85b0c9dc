"""Terms → text that the reader reads again, and → TeX."""

from collections.abc import Callable
from fractions import Fraction

from tutor.checking.matrices.sizes import ONE, Size
from tutor.checking.matrices.terms import Term
from tutor.checking.matrices.vocabulary import ACCENTS, GREEK_NAMES

# How tightly a term holds together: sum, product, sign, postfix, whole.
_SUM, _PRODUCT, _FACTOR, _WHOLE = range(4)
_CALLS = {
    "det": "det", "logdet": "logdet", "trace": "tr", "sum": "sum", "mean": "mean", "lse": "lse",
    "softmax": "softmax", "logsoftmax": "logsoftmax", "diag": "diag", "vec": "vec", "max": "max",
    "min": "min", "variance": "var", "std": "std", "maximum": "max", "minimum": "min",
    "where": "where", "expm": "expm", "pinv": "pinv", "prod": "prod",
}  # fmt: skip
_NORMS = {"F": "norm({})", "1": "norm1({})", "inf": "norminf({})", "spectral": "norm({}, 2)",
          "nuclear": "nuclearnorm({})"}  # fmt: skip


def to_text(term: Term) -> str:
    """The term in plain notation, such as `2*A'*(A*x - b)`."""
    return _text(term, _SUM)


def _text(term: Term, place: int) -> str:
    written, strength = _plain(term)
    return f"({written})" if strength < place else written


def _plain(term: Term) -> tuple[str, int]:
    args = term.args
    match term.op:
        case "num":
            return _number(term.data)
        case "const" | "var":
            return str(term.data), _WHOLE
        case "size":
            return "*".join(_size_parts(term.data)), _WHOLE if _single(term.data) else _PRODUCT
        case "eye":
            return _sized("I", term.data), _WHOLE
        case "zeros":
            return "0", _WHOLE
        case "ones":
            return _filled(term), _WHOLE
        case "basis":
            return f"e_{term.data[1]}", _WHOLE
        case "neg":
            return "-" + _text(args[0], _PRODUCT), _SUM
        case "add":
            return _plain_sum(args, lambda part: _text(part, _PRODUCT)), _SUM
        case "mul":
            return "*".join(_text(arg, _FACTOR) for arg in args), _PRODUCT
        case "had":
            return " .* ".join(_text(arg, _FACTOR) for arg in args), _PRODUCT
        case "hdiv":
            return f"{_text(args[0], _FACTOR)} ./ {_text(args[1], _FACTOR)}", _PRODUCT
        case "div":
            return f"{_text(args[0], _PRODUCT)}/{_text(args[1], _FACTOR)}", _PRODUCT
        case "kron":
            return f"kron({_text(args[0], _SUM)}, {_text(args[1], _SUM)})", _WHOLE
        case "t":
            return _text(args[0], _WHOLE) + "'", _WHOLE
        case "inv":
            return f"inv({_text(args[0], _SUM)})", _WHOLE
        case "pow":
            return f"{_text(args[0], _WHOLE)}^{_exponent(Fraction(term.data))}", _FACTOR
        case "epow":
            return f"{_text(args[0], _WHOLE)}.^{_text(args[1], _WHOLE)}", _FACTOR
        case "fn":
            name, order = term.data
            return f"{name}{chr(39) * order}({_text(args[0], _SUM)})", _WHOLE
        case "cmp":
            return f"({_text(args[0], _SUM)} {term.data} {_text(args[1], _SUM)})", _WHOLE
        case "norm":
            return _NORMS[term.data].format(_text(args[0], _SUM)), _WHOLE
        case "inner":
            return f"inner({_text(args[0], _SUM)}, {_text(args[1], _SUM)})", _WHOLE
    inside = ", ".join(_text(arg, _SUM) for arg in args)
    axis = "" if term.data is None else f", axis={term.data}"
    return f"{_CALLS[term.op]}({inside}{axis})", _WHOLE


def _number(value: Fraction) -> tuple[str, int]:
    return str(value), _WHOLE if value.denominator == 1 else _PRODUCT


def _exponent(value: Fraction) -> str:
    return str(value) if value >= 0 and value.denominator == 1 else f"({value})"


def _single(size: Size) -> bool:
    return len(size.symbols) + (size.number != 1) <= 1


def _size_parts(size: Size) -> list[str]:
    parts = [str(size.number)] if size.number != 1 or not size.symbols else []
    return parts + list(size.symbols)


def _sized(sign: str, size: object) -> str:
    if isinstance(size, Size) and _single(size):
        return f"{sign}_{size}"
    return sign


def _filled(term: Term) -> str:
    rows, columns = term.data
    if columns == ONE and isinstance(rows, Size) and _single(rows):
        return _sized("one", rows)
    if not isinstance(rows, Size) or not isinstance(columns, Size):
        return "ones"
    return f"ones({'*'.join(_size_parts(rows))}, {'*'.join(_size_parts(columns))})"


def _plain_sum(terms: tuple[Term, ...], write: Callable[[Term], str]) -> str:
    text = ""
    for place, term in enumerate(terms):
        negative = term.op == "neg"
        body = write(term.args[0] if negative else term)
        if place:
            text += " - " if negative else " + "
        elif negative:
            text += "-"
        text += body
    return text


_TEX_FUNCTIONS = {
    "sigmoid": r"\sigma", "exp": r"\exp", "log": r"\log", "tanh": r"\tanh", "sin": r"\sin",
    "cos": r"\cos", "tan": r"\tan", "sinh": r"\sinh", "cosh": r"\cosh", "f": "f", "g": "g",
    "h": "h", "phi": r"\phi", "psi": r"\psi", "arctan": r"\arctan",
}  # fmt: skip
_TEX_CALLS = {"det": r"\det", "logdet": r"\log\det", "trace": r"\operatorname{tr}"}
_TEX_COMPARE = {">": ">", "<": "<", ">=": r"\ge", "<=": r"\le"}


def tex_name(name: str) -> str:
    r"""A declared name in TeX: `W_1` → W_{1}, `y_hat` → \hat{y}, `lam` → \lambda."""
    base, _, rest = name.strip("\\").partition("_")
    if base == "lam":
        base = "lambda"
    if base in GREEK_NAMES and base != "ell":
        base = "\\" + base
    elif len(base) > 1 and base.rstrip("0123456789") and base[-1].isdigit():
        letters = base.rstrip("0123456789")
        return f"{tex_name(letters)}_{{{base[len(letters) :]}}}"
    elif len(base) > 1:
        base = rf"\mathrm{{{base}}}"
    if rest in ACCENTS:
        return rf"\{ACCENTS[rest]}{{{base}}}"
    if rest in GREEK_NAMES:
        rest = "\\" + rest
    return f"{base}_{{{rest}}}" if rest else base


def to_tex(term: Term) -> str:
    """The term in TeX."""
    return _tex(term, _SUM)


def _tex(term: Term, place: int) -> str:
    written, strength = _tex_plain(term)
    return rf"\left({written}\right)" if strength < place else written


def _tex_plain(term: Term) -> tuple[str, int]:
    args = term.args
    match term.op:
        case "num":
            value: Fraction = term.data
            if value.denominator == 1:
                return str(value), _WHOLE
            return rf"\frac{{{value.numerator}}}{{{value.denominator}}}", _FACTOR
        case "const":
            return "e" if term.data == "e" else r"\pi", _WHOLE
        case "var":
            return tex_name(term.data), _WHOLE
        case "size":
            return " ".join(_size_parts(term.data)), _FACTOR
        case "eye":
            return "I", _WHOLE
        case "ones":
            one = r"\mathbf{1}"
            return (one, _WHOLE) if term.data[1] == ONE else (rf"{one}{one}^\top", _PRODUCT)
        case "zeros":
            return r"\mathbf{0}", _WHOLE
        case "basis":
            return f"e_{{{term.data[1]}}}", _WHOLE
        case "neg":
            return "-" + _tex(args[0], _PRODUCT), _SUM
        case "add":
            return _plain_sum(args, lambda part: _tex(part, _PRODUCT)), _SUM
        case "mul":
            return r"\,".join(_tex(arg, _FACTOR) for arg in args), _PRODUCT
        case "had":
            return r" \odot ".join(_tex(arg, _FACTOR) for arg in args), _PRODUCT
        case "hdiv":
            return rf"{_tex(args[0], _FACTOR)} \oslash {_tex(args[1], _FACTOR)}", _PRODUCT
        case "div":
            return rf"\frac{{{_tex(args[0], _SUM)}}}{{{_tex(args[1], _SUM)}}}", _FACTOR
        case "kron":
            return rf"{_tex(args[0], _FACTOR)} \otimes {_tex(args[1], _FACTOR)}", _PRODUCT
        case "t":
            if args[0].op == "inv":
                return _tex(args[0].args[0], _WHOLE) + r"^{-\top}", _FACTOR
            return _tex(args[0], _WHOLE) + r"^\top", _FACTOR
        case "inv":
            return _tex(args[0], _WHOLE) + "^{-1}", _FACTOR
        case "pow":
            return f"{_tex(args[0], _WHOLE)}^{{{term.data}}}", _FACTOR
        case "epow":
            return f"{_tex(args[0], _WHOLE)}^{{{_tex(args[1], _SUM)}}}", _FACTOR
        case "fn":
            return _tex_function(term), _WHOLE
        case "cmp":
            sign = _TEX_COMPARE[term.data]
            return rf"[{_tex(args[0], _SUM)} {sign} {_tex(args[1], _SUM)}]", _WHOLE
        case "norm":
            kind = {"F": "", "inf": r"_\infty", "spectral": "_2", "nuclear": "_*"}.get(
                term.data, f"_{term.data}"
            )
            return rf"\|{_tex(args[0], _SUM)}\|{kind}", _WHOLE
        case "inner":
            return rf"\langle {_tex(args[0], _SUM)}, {_tex(args[1], _SUM)} \rangle", _WHOLE
    name = _TEX_CALLS.get(term.op, rf"\operatorname{{{_CALLS[term.op]}}}")
    inside = ", ".join(_tex(arg, _SUM) for arg in args)
    return rf"{name}\left({inside}\right)", _WHOLE


def _tex_function(term: Term) -> str:
    name, order = term.data
    inside = _tex(term.args[0], _SUM)
    if name == "abs" and not order:
        return rf"|{inside}|"
    if name == "sqrt" and not order:
        return rf"\sqrt{{{inside}}}"
    written = _TEX_FUNCTIONS.get(name, rf"\operatorname{{{name}}}")
    return rf"{written}{chr(39) * order}\left({inside}\right)"
