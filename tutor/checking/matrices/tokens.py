r"""Text → tokens of matrix notation: Python and NumPy, MATLAB, Unicode or TeX.

This is not the scanner of scalar mathematics: which letters make a name depends on what the
exercise declares (`Wx` is W times x), a quote transposes, `.T` and `.*` are operators, and
bars may open a norm.
"""

import re
import unicodedata
from fractions import Fraction

from tutor.checking.matrices import vocabulary as words
from tutor.checking.matrices.names import (
    COMMAND,
    STRINGS,
    CannotRead,
    Names,
    Token,
    names_of,
    starts_name,
    subscript_at,
    words_at,
)

__all__ = ["STRINGS", "CannotRead", "Names", "Token", "names_of", "tokenize"]


_TOP = (
    r"(?:T|\\top(?![A-Za-z])|\\intercal|\\prime|\\mathsf\s*\{?\s*T\s*\}?"
    r"|\\(?:mathrm|text|rm)\s*\{\s*T\s*\}|[⊤ᵀ′'⊺])"
)
_OPEN, _CLOSE = r"(?:\^|\*\*)\s*", ""
_POSTS = [
    (re.compile(_OPEN + rf"(?:\{{\s*[-−]\s*(?:1\s*)?{_TOP}\s*\}}|\(\s*[-−]\s*{_TOP}\s*\)"
                rf"|[-−]\s*{_TOP}|\{{\s*{_TOP}\s*[-−]\s*1\s*\}})"), "inverse transpose"),
    (re.compile(_OPEN + rf"(?:\{{\s*{_TOP}\s*\}}|\(\s*{_TOP}\s*\)|{_TOP})"), "transpose"),
    (re.compile(_OPEN + r"(?:\{\s*[-−]\s*1\s*\}|\(\s*[-−]\s*1(?:\.0?)?\s*\)"
                r"|[-−]\s*1(?![\d./]))"), "inverse"),
    (re.compile(r"⁻ᵀ|⁻¹ᵀ|ᵀ⁻¹|⁻⊤"), "inverse transpose"),
    (re.compile(r"⁻¹"), "inverse"),
    (re.compile(r"ᵀ|⊤|⊺|\.(?:T|mT|H)(?![A-Za-z0-9_])|\.(?:transpose|t|conj)\(\s*\)"), "transpose"),
    (re.compile(r"\.I(?![A-Za-z0-9_])|\.(?:inverse|inv)\(\s*\)"), "inverse"),
]  # fmt: skip
_PRIME = re.compile(r"\^\s*(?:\{\s*)?(?:\\prime|′|')(?:\s*\})?")
_SMALL_T = re.compile(r"(?:\^|\*\*)\s*(?:\{\s*t\s*\}|t(?![a-z]))")
_NUMBER = re.compile(r"(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?")
_TRAILING_POINT = re.compile(r"\d+\.(?![\d*/^A-Za-z'@])")
_SPACES = re.compile(
    r"(?:\s|\\[,;:!> ]|\\(?:quad|qquad|left|right|bigl|bigr|Bigl|Bigr|big|Big|bigg|Bigg"
    r"|displaystyle|limits|rm|bf|nolimits|enspace|thinspace)(?![A-Za-z])\.?|~|\$)+"
)
# Methods that change only how numbers are stored.
_NO_CHANGE = re.compile(
    r"\.(?:astype|to|type)\([^()]*\)|\.(?:float|double|item|copy|squeeze|detach|clone|numpy)\(\)"
)
_PREFIX = re.compile(
    r"(?:(?:np|numpy|jnp|torch|scipy|sp|tf|math|nn|functional|linalg|special|LA|la|F)\.)+(?=[a-zA-Z])"
)
_OPERATORS = [
    (".*", ".*"), ("./", "./"), (".^", ".^"), (".\\", ""), ("**", "^"), ("||", "‖"),
    (">=", ">="), ("<=", "<="), ("==", "="), ("*", "*"), ("@", "@"), ("/", "/"), ("^", "^"),
    ("+", "+"), ("-", "-"), ("−", "-"), ("–", "-"), ("·", "dot"), ("⋅", "dot"), ("×", "*"),
    ("∗", "*"), ("⊙", "odot"), ("∘", "odot"), ("◦", "odot"), ("⊗", "kron"), ("÷", "/"),
    ("⊘", "./"), ("‖", "‖"), ("∥", "‖"), ("|", "|"), ("(", "("), (")", ")"), ("[", "["),
    ("]", "]"), ("{", "{"), ("}", "}"), (",", ","), ("=", "="), ("⟨", "⟨"), ("⟩", "⟩"),
    ("〈", "⟨"), ("〉", "⟩"), (">", ">"), ("<", "<"), ("≥", ">="), ("≤", "<="), ("_", "_"),
    (":", ":"), (";", ";"), ("√", "√"), ("²", "²"), ("³", "³"),
]  # fmt: skip
_TEX_OPERATORS = {
    "cdot": "dot", "times": "*", "ast": "*", "odot": "odot", "circ": "odot", "otimes": "kron",
    "oslash": "./", "div": "/", "|": "‖", "lVert": "‖", "rVert": "‖", "Vert": "‖", "lvert": "|",
    "rvert": "|", "vert": "|", "mid": "|", "langle": "⟨", "rangle": "⟩", "{": "{", "}": "}",
    "frac": "frac", "dfrac": "frac", "tfrac": "frac", "sqrt": "√", "gt": ">", "lt": "<",
    "ge": ">=", "geq": ">=", "le": "<=", "leq": "<=", "lbrace": "{", "rbrace": "}", "lbrack": "[",
    "rbrack": "]", "ne": "!", "odiv": "./", "bigotimes": "kron", "boxtimes": "kron",
    "circledcirc": "odot",
}  # fmt: skip
_BOLD_ONE = re.compile(
    r"𝟏|𝟙|𝟭|\\(?:mathbf|mathbb|boldsymbol|bm|vec|mathds|mathbbm|pmb|vb)\s*(?:\{\s*1\s*\}|1)"
)
_BOLD_ZERO = re.compile(r"𝟎|\\(?:mathbf|boldsymbol|bm|vec)\s*(?:\{\s*0\s*\}|0)")
_LEFT_SIDE = re.compile(
    r"^\s*(?:∂|∇|\\nabla|\\partial|\\[dt]?frac\s*\{\s*(?:\\partial|\\mathrm\{d\}|d)|d\w*\s*/\s*d|grad|[A-Za-z]+\s*$)"
)


def tokenize(text: str, names: Names) -> list[Token]:
    """All tokens of `text`, ending with one of kind "end". Raises CannotRead."""
    tokens: list[Token] = []
    at = _right_side(text)
    while at < len(text):
        blank = _SPACES.match(text, at) or (_NO_CHANGE.match(text, at) if tokens else None)
        if blank:
            at = blank.end()
            continue
        made = _next(text, at, names, tokens)
        tokens.extend(made)
        at = made[-1].end
    tokens.append(Token("end", "", len(text), len(text)))
    return tokens


def _right_side(text: str) -> int:
    """Where the expression starts: after `∂f/∂x =` or `grad =`, else at 0."""
    opened = re.match(r"\s*\\[(\[]", text)
    if opened:  # \( … \) and \[ … \] around the whole
        return opened.end()
    equals = re.search(r"(?<![<>=!])=(?!=)", text)
    if (
        equals
        and "(" not in text[: equals.start()].replace("\\left(", "")
        and _LEFT_SIDE.match(text[: equals.start()])
    ):
        return equals.end()
    return 0


def _next(text: str, at: int, names: Names, before: list[Token]) -> list[Token]:
    after_operand = bool(before) and (
        before[-1].kind in ("number", "name", "size", "special", "constant", "post")
        or before[-1].text in (")", "]", "}", "‖", "|", "⟩", "²", "³")
    )
    if before and before[-1].kind == "function":
        prime = _PRIME.match(text, at)
        if prime:
            return [Token("post", "prime", at, prime.end())]
    if after_operand or (before and before[-1].kind == "function"):
        for pattern, kind in _POSTS:
            found = pattern.match(text, at)
            if found and not (before[-1].kind == "function" and found[0] != "'"):
                return [Token("post", kind, at, found.end())]
        if "t" not in names.table:
            small = _SMALL_T.match(text, at)
            if small:
                return [Token("post", "transpose", at, small.end())]
    char = text[at]
    if (char == "_" or char in words.SUBSCRIPTS) and (
        before and (before[-1].text in ("‖", "|", "}") or before[-1].kind in ("function", "number"))
    ):
        end, subscript = subscript_at(text, at)
        if end > at:
            return [Token("sub", subscript, at, end)]
    if char in "'′’":
        if after_operand or (before and before[-1].kind == "function"):
            return [Token("post", "transpose" if after_operand else "prime", at, at + 1)]
        closing = text.find(char, at + 1)
        if closing > 0 and before and before[-1].text in (",", "=", "("):
            return [Token("string", text[at + 1 : closing], at, closing + 1)]
        raise CannotRead(at, STRINGS("nothing_to_transpose"), text[:at] + text[at + 1 :])
    if char == '"':
        closing = text.find(char, at + 1)
        if closing > 0:
            return [Token("string", text[at + 1 : closing], at, closing + 1)]
    one = _BOLD_ONE.match(text, at)
    if one:
        end, subscript = subscript_at(text, one.end())
        if "<" in subscript or ">" in subscript:
            return [Token("special", "ones", at, text.index("{", one.end()))]
        return [Token("special", "ones", at, end, subscript=subscript)]
    zero = _BOLD_ZERO.match(text, at)
    if zero:
        end, subscript = subscript_at(text, zero.end())
        return [Token("number", "0", at, end)]
    if (
        text.startswith("11", at)
        and any(kind == "transpose" and pattern.match(text, at + 2) for pattern, kind in _POSTS)
    ) or text.startswith("11'", at):  # 11ᵀ is a product of two vectors of ones
        return [Token("special", "ones", at, at + 1), Token("special", "ones", at + 1, at + 2)]
    number = _TRAILING_POINT.match(text, at) or _NUMBER.match(text, at)
    if number:
        value = Fraction(number[0].rstrip(".") if number[0].endswith(".") else number[0])
        end, subscript = number.end(), ""
        if number[0] in ("0", "1"):
            end, subscript = subscript_at(text, end)
        if "<" in subscript or ">" in subscript:  # 1_{z > 0}
            return [Token("special", "ones", at, text.index("{", at))]
        return [Token("number", number[0], at, end, value, subscript)]
    if unicodedata.category(char) == "No" and char not in "²³":
        value = Fraction(unicodedata.numeric(char)).limit_denominator(100)
        return [Token("number", char, at, at + 1, value)]
    prefix = _PREFIX.match(text, at)
    if prefix and (prefix[0] != "F." or "F" not in names.declared):
        return words_at(text, prefix.end(), names)
    if char == "." and re.match(r"\.[A-Za-z_]", text[at:]):
        method = re.match(r"\.([A-Za-z_]+)", text[at:])
        assert method
        return [Token("method", method[1], at, at + method.end())]
    command = COMMAND.match(text, at)
    if command:
        name = command[1]
        if name in _TEX_OPERATORS:
            return [Token("op", _TEX_OPERATORS[name], at, command.end())]
        if name in ("partial", "nabla"):
            raise CannotRead(at, STRINGS("derivative_sign"))
        if name == "backslash":
            return [Token("op", "backslash", at, command.end())]
        if name == "begin":
            raise CannotRead(at, STRINGS("no_matrix_entries"))
        if name in ("prod", "int") or re.match(r"\\sum\s*[_^\\A-Za-z]", text[at:]):
            raise CannotRead(at, STRINGS("no_sums"))
        if name in words.STYLES or name in words.ACCENTS:
            return words_at(text, at, names)
        if words.TEX_VARIANTS.get(name, name) in words.GREEK_NAMES or name in words.FUNCTIONS:
            return words_at(text, at, names)
        if after_operand and names.of(words.canonical(name[0])):
            return [Token("op", "backslash", at, at + 1)]  # MATLAB's A\b
        raise CannotRead(at, STRINGS("unknown_command", command="\\" + name))
    if char in "∂∇":
        raise CannotRead(at, STRINGS("derivative_sign"))
    if char in "∑∏":
        raise CannotRead(at, STRINGS("no_sums"))
    if starts_name(text, at):
        return words_at(text, at, names)
    for written, meaning in _OPERATORS:
        if text.startswith(written, at):
            return [Token("op", meaning, at, at + len(written))]
    if char == "\\":
        return [Token("op", "backslash", at, at + 1)]
    raise CannotRead(at, STRINGS("unknown_sign", sign=char), text[:at] + text[at + 1 :])
