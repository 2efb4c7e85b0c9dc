r"""The words of matrix notation: functions, Greek letters, accents, and how names are compared.

A name is compared in a canonical form without backslashes, braces, underscores or styles,
with Greek spelt out and accents appended: `W_2`, `W₂`, `W2`, `W^{(2)}` are all "W2";
`\hat y`, `ŷ`, `y_hat` are all "yhat"; `δ`, `\delta`, `delta` are all "delta".
"""

import unicodedata
from collections.abc import Iterable
from functools import cache

GREEK = {
    letter: name
    for name, letters in {
        "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "εϵ", "zeta": "ζ",
        "eta": "η", "theta": "θϑ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μµ",
        "nu": "ν", "xi": "ξ", "rho": "ρ", "sigma": "σς", "tau": "τ", "upsilon": "υ",
        "phi": "φϕ", "chi": "χ", "psi": "ψ", "omega": "ω", "pi": "π",
        "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π",
        "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "ell": "ℓ",
    }.items()
    for letter in letters
}  # fmt: skip
GREEK_NAMES = frozenset(GREEK.values())
TEX_VARIANTS = {
    "varepsilon": "epsilon", "vartheta": "theta", "varphi": "phi", "varrho": "rho",
    "varsigma": "sigma",
}  # fmt: skip

STYLES = frozenset((
    "mathbf", "boldsymbol", "bm", "mathrm", "mathit", "text", "textbf", "textrm", "textit",
    "mathsf", "mathcal", "mathbb", "mathscr", "mathfrak", "vec", "vb", "pmb", "bold",
    "operatorname",
))  # fmt: skip
ACCENTS = {
    "hat": "hat", "widehat": "hat", "bar": "bar", "overline": "bar", "tilde": "tilde",
    "widetilde": "tilde", "dot": "dot", "check": "check",
}  # fmt: skip
COMBINING = {"\u0302": "hat", "\u0304": "bar", "\u0305": "bar", "\u0303": "tilde", "\u0307": "dot"}

SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋", "0123456789+-", strict=True)) | dict(
    zip("ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "aehijklmnoprstuvx", strict=True)
)
SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁽⁾", "0123456789-()", strict=True))

# Functions applied to every entry; each has a derivative, so σ′(z) can be typed.
ENTRYWISE = frozenset((
    "sigmoid", "tanh", "relu", "exp", "log", "sqrt", "abs", "sign", "sin", "cos", "tan", "sinh",
    "cosh", "arctan", "softplus", "silu", "gelu", "square", "reciprocal", "step", "logsigmoid",
    "erf", "log1p", "expm1", "leaky", "elu", "huber", "f", "g", "h", "phi", "psi",
))  # fmt: skip
# Functions nobody has fixed: any smooth function, the same in the key and in the answer.
UNSPECIFIED = frozenset((
    "f", "g", "h", "phi", "psi",
))  # fmt: skip

_ALIASES = {
    "sigmoid": "sigmoid sigma logistic expit sigm σ",
    "tanh": "tanh th",
    "relu": "relu ReLU",
    "leaky": "leakyrelu LeakyReLU",
    "exp": "exp",
    "log": "log ln",
    "sqrt": "sqrt",
    "abs": "abs absolute fabs",
    "sign": "sign sgn",
    "sin": "sin", "cos": "cos", "tan": "tan", "sinh": "sinh", "cosh": "cosh",
    "arctan": "arctan atan",
    "softplus": "softplus",
    "silu": "silu SiLU swish",
    "gelu": "gelu GELU",
    "erf": "erf",
    "elu": "elu ELU",
    "huber": "huber Huber",
    "logsigmoid": "logsigmoid logsig",
    "square": "square",
    "reciprocal": "reciprocal",
    "log1p": "log1p", "expm1": "expm1",
    "step": "step heaviside Heaviside",
    "softmax": "softmax",
    "logsoftmax": "logsoftmax",
    "trace": "tr trace Tr Trace",
    "det": "det Det determinant",
    "logdet": "logdet",
    "slogdet": "slogdet",
    "inverse": "inv inverse Inv",
    "pinv": "pinv",
    "transpose": "transpose",
    "diag": "diag Diag diagonal diagm dg diagflat",
    "vec": "vec Vec",
    "unvec": "",
    "kron": "kron Kron kronecker",
    "outer": "outer",
    "inner": "inner vdot",
    "dot": "dot",
    "matmul": "matmul mm bmm",
    "multiply": "multiply mul hadamard",
    "divide": "divide",
    "add": "add",
    "subtract": "subtract",
    "negative": "negative",
    "power": "power pow",
    "matrix_power": "matrixpower",
    "multi_dot": "multidot",
    "solve": "solve",
    "norm": "norm",
    "norm1": "norm1 L1norm",
    "norm2": "norm2",
    "normF": "normF normfro frobenius fro",
    "norminf": "norminf",
    "nuclear": "normnuc nuclearnorm normstar",
    "sqnorm": "sqnorm normsq",
    "sum": "sum",
    "mean": "mean avg average",
    "max": "max amax",
    "min": "min amin",
    "maximum": "maximum",
    "minimum": "minimum",
    "var": "var",
    "std": "std",
    "prod": "prod",
    "lse": "lse LSE logsumexp",
    "where": "where",
    "len": "len",
    "eye": "eye identity",
    "ones": "",
    "zeros": "zeros",
    "oneslike": "oneslike", "zeroslike": "zeroslike",
    "expm": "expm",
    "array": "asarray array float",
    "f": "f", "g": "g", "h": "h", "phi": "phi", "psi": "psi",
}  # fmt: skip

FUNCTIONS: dict[str, str] = {
    alias: name for name, aliases in _ALIASES.items() for alias in aliases.split()
}
# Words of a keyword argument, such as axis=1.
KEYWORDS = frozenset(
    ["axis", "keepdims", "keepdim", "dim", "ord", "p", "dtype", "correction", "ddof", "unbiased"]
)
# Words that stand for a constant matrix: canonical form → kind.
SPECIALS = {"I": "identity", "Id": "identity", "one": "ones", "ones": "ones"}
# Functions that may stand without parentheses and then take the whole product after them.
TAKES_PRODUCT = frozenset(("trace", "logdet", "log", "det", "exp"))


@cache
def canonical(name: str) -> str:
    """The form in which two spellings of one name are equal. Styles are dropped.

    >>> canonical("W_{2}"), canonical("y_hat"), canonical("δ")
    ('W2', 'yhat', 'delta')
    """
    return "".join(_letters(name))


def _letters(name: str) -> Iterable[str]:
    for char in unicodedata.normalize("NFD", name):
        if char in GREEK:
            yield GREEK[char]
        elif char in SUBSCRIPTS:
            yield SUBSCRIPTS[char]
        elif char in SUPERSCRIPTS:
            yield SUPERSCRIPTS[char] if SUPERSCRIPTS[char] not in "()" else ""
        elif char in COMBINING:
            yield COMBINING[char]
        elif char == "\u2032" or char not in "_{}\\^() \t":
            yield plain_letter(char)


@cache
def plain_letter(char: str) -> str:
    """A letter without its mathematical style: 𝐀 → A, 𝜎 → sigma."""
    plain = unicodedata.normalize("NFKC", char)
    return GREEK.get(plain, plain)
