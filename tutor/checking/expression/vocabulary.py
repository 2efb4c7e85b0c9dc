r"""The functions that typed mathematics may use: canonical name, arity, spellings.

Trees hold canonical names only. `log` is the natural logarithm with one argument and the
logarithm to a base with two, `log(x, base)`; `root(x, n)` is the n-th root.
"""

from collections.abc import Mapping
from dataclasses import dataclass


def words(text: str) -> tuple[str, ...]:
    """The words of `text`; for tables that read better without quotes."""
    return tuple(text.split())


@dataclass(frozen=True, slots=True)
class Function:
    r"""A function of the vocabulary.

    name: as it stands in `Call.name`. least, most: number of arguments (most None: any).
    aliases: other spellings that are read as it. tex: TeX command, or empty for
    `\operatorname{plain}`. plain: the name in Unicode.
    inverse: what `f^-1` means, where that is the custom (`sin` → `asin`); else empty.
    spaced: may stand before its argument without brackets, as in `sin x`.
    glued: is found inside a run of letters, as in `xsinx`.
    bracketed: a function only where `(` follows; otherwise the name is a variable.
    """

    name: str
    least: int = 1
    most: int | None = 1
    aliases: tuple[str, ...] = ()
    tex: str = ""
    plain: str = ""
    inverse: str = ""
    spaced: bool = False
    glued: bool = False
    bracketed: bool = False


def _elementary(name: str, inverse: str, aliases: str = "", plain: str = "") -> Function:
    """A circular or hyperbolic function, or the inverse of one."""
    plain = plain or name
    standard = plain in TEX_OPERATORS
    return Function(
        name,
        aliases=words(aliases),
        tex="\\" + plain if standard else "",
        plain=plain,
        inverse=inverse,
        spaced=True,
        glued=standard,
    )


TEX_OPERATORS = words("sin cos tan cot sec csc sinh cosh tanh coth arcsin arccos arctan")
"""Function names that are TeX commands of their own."""

_FUNCTIONS = (
    _elementary("sin", "asin"),
    _elementary("cos", "acos"),
    _elementary("tan", "atan", "tg"),
    _elementary("cot", "acot", "ctg cotan cotg"),
    _elementary("sec", "asec"),
    _elementary("csc", "acsc", "cosec"),
    _elementary("asin", "sin", "arcsin", "arcsin"),
    _elementary("acos", "cos", "arccos", "arccos"),
    _elementary("atan", "tan", "arctan arctg atg", "arctan"),
    _elementary("acot", "cot", "arccot arcctg arccotg actg acotg", "arccot"),
    _elementary("asec", "sec", "arcsec", "arcsec"),
    _elementary("acsc", "csc", "arccsc arccosec acosec", "arccsc"),
    _elementary("sinh", "asinh", "sh"),
    _elementary("cosh", "acosh", "ch"),
    _elementary("tanh", "atanh", "th tgh"),
    _elementary("coth", "acoth", "cth ctgh"),
    _elementary("sech", "asech"),
    _elementary("csch", "acsch", "cosech"),
    _elementary("asinh", "sinh", "arsinh arcsinh arsh", "arsinh"),
    _elementary("acosh", "cosh", "arcosh arccosh arch", "arcosh"),
    _elementary("atanh", "tanh", "artanh arctanh arth", "artanh"),
    _elementary("acoth", "coth", "arcoth arccoth", "arcoth"),
    _elementary("asech", "sech", "arsech arcsech", "arsech"),
    _elementary("acsch", "csch", "arcsch arccsch", "arcsch"),
    Function("atan2", 2, 2, ("arctan2",)),
    Function("exp", tex=r"\exp", spaced=True, glued=True),
    Function("expm1"),
    Function("log", 1, 2, ("ln", "Ln", "LN"), r"\ln", "ln", spaced=True, glued=True),
    Function("log1p"),
    Function("sqrt", aliases=("squareroot",), tex=r"\sqrt", plain="√", spaced=True, glued=True),
    Function("cbrt", tex=r"\sqrt[3]", plain="∛", spaced=True),
    Function("root", 2, 2, ("nthroot", "surd")),
    Function("abs", aliases=("fabs", "absolute", "norm"), spaced=True),
    Function("sign", aliases=("sgn", "signum"), plain="sgn", spaced=True),
    Function("floor"),
    Function("ceil", aliases=("ceiling",)),
    Function("round"),
    Function("min", 1, None, ("minimum",), r"\min"),
    Function("max", 1, None, ("maximum",), r"\max"),
    Function("mod", 2, 2, ("remainder",)),
    Function("factorial", aliases=("fact",)),
    Function("binomial", 2, 2, ("binom", "comb", "nCr", "ncr"), r"\binom"),
    Function("gamma", aliases=("Gamma", "tgamma"), tex=r"\Gamma", plain="Γ", bracketed=True),
    Function("lgamma", aliases=("loggamma", "gammaln", "lngamma")),
    Function("digamma", aliases=("psi",), bracketed=True),
    Function("beta", 2, 2, ("Beta",), plain="Beta", bracketed=True),
    Function("erf", spaced=True),
    Function("erfc", spaced=True),
    Function("normcdf", aliases=("Phi", "ndtr"), tex=r"\Phi", plain="Φ", bracketed=True),
    Function(
        "sigmoid",
        aliases=("logistic", "expit", "sigma"),
        tex=r"\sigma",
        plain="σ",
        bracketed=True,
    ),
    Function("logit"),
    Function("softplus"),
    Function("relu", aliases=("ReLU", "Relu", "RELU"), plain="ReLU"),
    Function("leaky_relu", 1, 2, ("leakyrelu", "LeakyReLU", "leakyReLU")),
    Function("elu", 1, 2, ("ELU",)),
    Function("silu", aliases=("swish", "SiLU")),
    Function("gelu", aliases=("GELU",)),
    Function("softmax", 1, None),
    Function("logsumexp", 1, None, ("lse", "LSE")),
    Function("heaviside", 1, 2, ("Heaviside", "step", "unitstep")),
    Function("indicator", aliases=("Indicator",), tex=r"\mathbb{1}", plain="𝟙"),
)

FUNCTIONS: Mapping[str, Function] = {function.name: function for function in _FUNCTIONS}

SPELLINGS: Mapping[str, str] = {
    spelling: function.name
    for function in _FUNCTIONS
    for spelling in (function.name, *function.aliases)
}

LOG_BASES: Mapping[str, int] = {"log2": 2, "lb": 2, "log10": 10, "lg": 10}
"""Logarithms whose name says the base; read as `log(x, base)`."""

CONSTRUCTORS: Mapping[str, str] = {
    **dict.fromkeys(("pow", "power", "Pow"), "pow"),
    **dict.fromkeys(("Rational", "Fraction", "divide", "true_divide"), "divide"),
    **dict.fromkeys(
        ("array", "asarray", "Matrix", "matrix", "tensor", "vector", "Tuple", "Size", "tuple"),
        "array",
    ),
    **dict.fromkeys(("where", "If", "ifelse", "iif"), "where"),
    **dict.fromkeys(("Integer", "Float", "float", "S", "float64", "float32", "print"), "same"),
    **dict.fromkeys(("FiniteSet", "set"), "set"),
    "int": "int",
    "logaddexp": "logaddexp",
    **dict.fromkeys(("logsigmoid", "log_sigmoid", "LogSigmoid"), "logsigmoid"),
    "eye": "eye",
    "diag": "diag",
    **dict.fromkeys(("nPr", "npr", "perm", "permutations"), "arrange"),
    **dict.fromkeys(("mean", "average", "median", "std", "var", "cumsum"), "aggregate"),
    **dict.fromkeys(("radians", "deg2rad"), "radians"),
    **dict.fromkeys(("multiply", "Mul", "mul", "dot", "matmul", "inner"), "multiply"),
    "zeros_like": "0",
    "ones_like": "1",
    "neg": "negative",
    "sub": "subtract",
    "div": "divide",
    **dict.fromkeys(("add", "Add"), "add"),
    **dict.fromkeys(("clip", "clamp"), "clip"),
    **{name: name for name in ("square", "subtract", "negative", "reciprocal", "exp2", "hypot")},
    **{name: name for name in ("Eq", "And", "Or", "Not")},
    "logical_and": "And",
    "logical_or": "Or",
    "logical_not": "Not",
    **{
        name: name
        for name in words(
            "trunc rint floor_divide fmod xlogy rad2deg clamp_min clamp_max mish softsign "
            "tanhshrink rsqrt normpdf relu6 hardtanh hardsigmoid hardswish celu selu mse_loss "
            "l1_loss binary_cross_entropy binary_cross_entropy_with_logits"
        )
    },
    **{
        name: name.lower()
        for name in words("Mish Softsign Tanhshrink ReLU6 Hardtanh Hardsigmoid CELU SELU")
    },
    "Hardswish": "hardswish",
    "fix": "trunc",
    "degrees": "rad2deg",
    "Interval": "interval",
    "Union": "union",
    "Piecewise": "piecewise",
    "piecewise": "piecewise",
}
"""Python calls that spell an operator, a list, a set or cases: word → what they make."""

COMPLEX: Mapping[str, str] = {
    **dict.fromkeys(("conjugate", "conj"), "conjugate"),
    **dict.fromkeys(("real", "Re"), "real"),
    **dict.fromkeys(("imag", "Im"), "imag"),
    **dict.fromkeys(("arg", "Arg", "angle"), "arg"),
}
"""Functions where something is complex: spelling → name; elsewhere they are no functions."""

USUAL_NAMES: frozenset[str] = frozenset(
    words(
        "lr grad grads loss losses eps dropout logits label labels bias biases weight weights "
        "momentum decay batch epoch epochs temp temperature scale shift mask pred preds "
        "target targets error err mean var std stddev prob probs score scores attn query key "
        "value keys values hidden cell input inputs output outputs dim width height depth "
        "kernel stride padding dilation groups channels seq vocab heads tokens params gain "
        "nin nout warmup rate reward advantage ratio elbo logvar logprob logprobs margin "
        "velocity vel mse mae rmse precision recall accuracy perplexity entropy lam ema "
        "anchor size area radius price speed total count delta residual noise signal latent "
        "prior posterior likelihood features classes samples"
    )
)
"""Words of machine learning that stand for one quantity where no names were declared."""

GREEK: Mapping[str, str] = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψωϵϑϕϱϖϰħΓΔΘΛΞΠΣΥΦΨΩ",
        words(
            "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi "
            "rho sigma sigma tau upsilon phi chi psi omega epsilon theta phi rho pi kappa hbar "
            "Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
        ),
        strict=True,
    )
)
"""Greek letter → its name."""

GREEK_NAMES: frozenset[str] = frozenset(GREEK.values())


def find(word: str) -> Function | None:
    """The function that `word` spells: as it is, or in capitals (`Sin`, `EXP`)."""
    name = SPELLINGS.get(word)
    if name is None and len(word) > 2 and word.lower() not in GREEK_NAMES:
        name = SPELLINGS.get(word.lower())
    return FUNCTIONS[name] if name is not None else None


def is_operator(word: str) -> bool:
    """Whether `word` is a function or takes limits; with a subscript it is a name, `max_x`."""
    return word in ("sum", "prod", "int", "lim") or find(word) is not None


def spellings() -> tuple[str, ...]:
    """Every word that is read as a function, sorted; for completion and suggestions."""
    return tuple(sorted({*SPELLINGS, *LOG_BASES}))
