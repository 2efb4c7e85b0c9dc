"""The same snippet with other idioms, other names, other numbers, and perhaps one more line."""

import io
import re
import tokenize
from collections.abc import Mapping
from random import Random

import msgspec

from tutor.bilingual import choose
from tutor.checking.shapes import infer
from tutor.checking.shapes.facts import read_fact
from tutor.checking.shapes.inference import Inference
from tutor.practice.shapes.bank import Snippet, edited

SIZE_NAMES = {
    "B": ("B", "N"),
    "N": ("N", "M", "n"),
    "M": ("M", "P", "m"),
    "T": ("T", "L", "S"),
    "S": ("S", "L", "R"),
    "d": ("d", "D", "C"),
    "e": ("e", "k", "c", "r"),
    "h": ("h", "k", "u"),
    "m": ("m", "p", "k"),
    "n": ("n", "p", "q"),
    "K": ("K", "C", "c"),
    "C": ("C", "c", "Q"),
    "V": ("V", "v", "U"),
    "k": ("k", "r", "q"),
}
"""What papers and code call a size, by what a snippet calls it."""

ARRAY_NAMES = {
    "x": ("x", "h", "z", "u"),
    "X": ("X", "A", "Phi", "Z"),
    "Y": ("Y", "target"),
    "W": ("W", "Theta", "weight"),
    "b": ("b", "bias"),
    "Z": ("Z", "S", "A"),
    "h": ("h", "z", "a"),
    "logits": ("logits", "scores", "z"),
    "scores": ("scores", "sim", "s"),
    "img": ("img", "image", "pixels"),
    "emb": ("emb", "vectors"),
    "tokens": ("tokens", "emb"),
    "out": ("out", "result", "o"),
    "loss": ("loss", "cost"),
    "flat": ("flat", "rows"),
    "pooled": ("pooled", "summary"),
    "mu": ("mu", "mean", "m"),
    "attn": ("attn", "weights", "a"),
    "dist": ("dist", "D2", "gaps"),
    "diff": ("diff", "delta"),
    "grad": ("grad", "g"),
    "first": ("first", "head"),
    "votes": ("votes", "ballots"),
}

NUMBERS = {
    "B": (2, 4, 8, 16, 32, 64),
    "N": (50, 100, 128, 256, 1000),
    "T": (10, 16, 20, 64, 128),
    "S": (12, 24, 48, 96, 192),
    "L": (256, 512, 1024),
    "d": (32, 64, 128, 256, 512),
    "e": (8, 16, 32, 64),
    "K": (3, 5, 10, 100),
    "V": (1000, 5000, 30000),
    "C": (3, 6, 12, 24),
    "H": (8, 12, 16, 28, 32),
    "W": (24, 36, 40, 48),
    "P": (4, 8),
    "G": (2, 3, 4),
}
"""Sizes as one meets them; for names that are not here, small ones."""
OTHER_NUMBERS = (3, 4, 5, 6, 7, 9, 10, 12, 15, 18, 20)

FOLLOWING = {
    "numpy": (
        (1, "unit = {v} / np.linalg.norm({v}, axis=-1, keepdims=True)"),
        (1, "column = {v}[..., None]"),
        (1, "pair = np.stack([{v}, {v} ** 2])"),
        (1, "centred = {v} - {v}.mean(axis=0)"),
        (2, "avg = {v}.mean(axis=0)"),
        (2, "best = {v}.argmax(axis=-1)"),
        (2, "peak = {v}.max(axis=-1, keepdims=True)"),
        (2, "gram = {v} @ {v}.swapaxes(-1, -2)"),
        (2, "every = {v}.reshape(-1)"),
        (2, "turned = {v}.swapaxes(0, -1)"),
        (3, "spread = {v}.std(axis=(0, -1))"),
        (3, "first = {v}[:, 0]"),
        (3, "wide = np.concatenate([{v}, {v}], axis=1)"),
    ),
    "torch": (
        (1, "unit = {v} / {v}.norm(dim=-1, keepdim=True)"),
        (1, "column = {v}.unsqueeze(-1)"),
        (1, "pair = torch.stack([{v}, {v} ** 2])"),
        (1, "centred = {v} - {v}.mean(dim=0)"),
        (2, "avg = {v}.mean(dim=0)"),
        (2, "best = {v}.argmax(dim=-1)"),
        (2, "peak = {v}.amax(dim=-1, keepdim=True)"),
        (2, "gram = {v} @ {v}.transpose(-1, -2)"),
        (2, "every = {v}.flatten()"),
        (2, "turned = {v}.transpose(0, -1)"),
        (3, "spread = {v}.std(dim=(0, -1))"),
        (3, "first = {v}[:, 0]"),
        (3, "wide = torch.cat([{v}, {v}], dim=1)"),
    ),
}
"""A line that may follow: the least number of axes it needs, and the line."""

SHORT = 4
"""A snippet with fewer lines says too easily which of them fails."""

_WORD = re.compile(r"[^\W\d]\w*")


def varied(snippet: Snippet, dice: Random) -> Snippet:
    """The snippet with each of its places written in one of the ways that fit there."""
    code = snippet.code
    for ways in snippet.vary:
        code = edited(code, ways[0], dice.choice(ways))
    return msgspec.structs.replace(snippet, code=code)


def begun(snippet: Snippet) -> Snippet:
    """The snippet with lines that make its arrays, where it has so few lines of its own."""
    if snippet.code.count("\n") >= SHORT:
        return snippet
    rows = [
        f"{name} = torch.randn{shape}"
        if snippet.flavour == "torch"
        else f"{name} = rng.normal(size={shape})"
        for name, shape in snippet.given.items()
    ]
    return msgspec.structs.replace(
        snippet,
        code="\n".join(rows) + "\n" + snippet.code,
        given={},
        sizes=snippet.size_names(),
        bugs=tuple(msgspec.structs.replace(b, line=b.line + len(rows)) for b in snippet.bugs),
    )


def followed(snippet: Snippet, dice: Random) -> Snippet:
    """The snippet with one more line about its last array, where one fits."""
    inference = inferred(snippet)
    last = inference.lines[-1] if inference.lines else None
    if last is None or last.shape is None or last.dtype.startswith(("int", "bool")):
        return snippet
    fitting = [text for rank, text in FOLLOWING[snippet.flavour] if rank <= len(last.shape)]
    fitting = [text for text in fitting if text.split()[0] not in words(snippet.code)]
    for text in dice.sample(fitting, len(fitting)):
        longer = msgspec.structs.replace(
            snippet, code=snippet.code + text.replace("{v}", last.name) + "\n"
        )
        if runs(longer):
            return longer
    return snippet


def renaming(snippet: Snippet, dice: Random) -> dict[str, str]:
    """Other names for sizes and arrays: old → new. Sizes that the texts speak of keep theirs."""
    told = words(choose(snippet.comment, "en") + " " + choose(snippet.title, "en"))
    taken = words(snippet.code) | set(snippet.given) | set(snippet.size_names())
    # `F` is torch.nn.functional; heights and widths belong together.
    taken |= {"F"} | {name for bug in snippet.bugs for name in words(bug.new)}
    names: dict[str, str] = {}
    places = [(name, SIZE_NAMES) for name in snippet.size_names() if name not in told]
    places += [(name, ARRAY_NAMES) for name in sorted(assigned(snippet))]
    for name, pools in places:
        pool = [new for new in pools.get(name, ()) if new == name or new not in taken]
        if pool and name not in names and dice.random() < 0.7:
            names[name] = dice.choice(pool)
            taken.add(names[name])
    return {old: new for old, new in names.items() if old != new}


def assigned(snippet: Snippet) -> set[str]:
    """The arrays of a snippet: those given, and those its lines begin with."""
    rows = (row.partition("=")[0] for row in snippet.code.splitlines())
    return set(snippet.given) | {name for row in rows for name in words(row)}


def renamed(snippet: Snippet, names: Mapping[str, str]) -> Snippet:
    """The snippet in other names; its bugs and variations are written in the old ones."""
    snippet = needed(snippet)
    return msgspec.structs.replace(
        snippet,
        code=renamed_code(snippet.code, names),
        given={
            names.get(name, name): renamed_words(shape, names)
            for name, shape in snippet.given.items()
        },
        sizes=tuple(names.get(name, name) for name in snippet.sizes),
        facts=tuple(renamed_words(fact, names) for fact in snippet.facts),
        vary=(),
        bugs=(),
    )


def needed(snippet: Snippet) -> Snippet:
    """The snippet without the arrays, sizes and facts that its code has no use for."""
    used = words(snippet.code)
    given = {name: shape for name, shape in snippet.given.items() if name in used}
    told = {name for shape in given.values() for name in words(shape)}
    sizes = tuple(name for name in snippet.size_names() if name in used and name not in told)
    facts = tuple(fact for fact in snippet.facts if words(fact) - {"divides"} <= told | set(sizes))
    return msgspec.structs.replace(snippet, given=given, sizes=sizes, facts=facts)


def renamed_words(text: str, names: Mapping[str, str]) -> str:
    """A shape or a fact in other names."""
    return _WORD.sub(lambda found: names.get(found[0], found[0]), text)


def renamed_code(code: str, names: Mapping[str, str]) -> str:
    """The code in other names; attributes, keywords of calls and strings stay."""
    rows = code.splitlines(keepends=True)
    depth = 0
    before = ""
    changes: list[tuple[int, int, int, str]] = []
    tokens = list(tokenize.generate_tokens(io.StringIO(code).readline))
    for place, token in enumerate(tokens):
        depth += (token.string in "([{") - (token.string in ")]}") if token.string else 0
        keyword = depth > 0 and before in ("(", ",") and tokens[place + 1].string == "="
        if token.type == tokenize.NAME and before != "." and not keyword and token.string in names:
            changes.append((token.start[0], token.start[1], token.end[1], names[token.string]))
        if token.type not in (tokenize.NL, tokenize.NEWLINE):
            before = token.string
    for row, start, end, new in reversed(changes):
        rows[row - 1] = rows[row - 1][:start] + new + rows[row - 1][end:]
    return "".join(rows)


def numbered(snippet: Snippet, dice: Random) -> dict[str, int] | None:
    """A realistic number for every size, all different; None when no draw obeys the facts."""
    facts = [read_fact(fact) for fact in snippet.facts]
    for _ in range(60):
        drawn = {
            name: dice.choice(NUMBERS.get(name, OTHER_NUMBERS)) for name in snippet.size_names()
        }
        if len(set(drawn.values())) == len(drawn) and all(fact.holds(drawn) for fact in facts):
            return drawn
    return None


def words(text: str) -> set[str]:
    """The names in a text."""
    return set(_WORD.findall(text))


def inferred(snippet: Snippet, code: str = "") -> Inference:
    """What is known of the snippet's shapes, or of other code in its place."""
    sizes = dict.fromkeys(snippet.size_names())
    return infer(code or snippet.code, sizes, snippet.facts, snippet.flavour, dict(snippet.given))


def runs(snippet: Snippet, code: str = "") -> bool:
    """Whether it is known to run."""
    inference = inferred(snippet, code)
    return inference.error is None and inference.unsupported is None
