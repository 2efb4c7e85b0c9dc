"""Transposes forgotten or added, as edits of a term."""

from collections.abc import Iterator

from tutor.checking.matrices.edit import Edit, part_at
from tutor.checking.matrices.terms import Term, number_of, positions, replace_at, transpose


def transposed_parts(term: Term) -> Iterator[Edit]:
    """One transpose forgotten or added; `symmetric` when two summands become the same."""
    for path, part in positions(term):
        if not path:
            continue
        above = part_at(term, path[:-1])
        if above.op == "t" or part.op in ("num", "size", "const", "eye"):
            continue
        made: Term | None = None
        if part.op == "t":
            made, slug = part.args[0], "inverse" if part.args[0].op == "inv" else "inner_transpose"
        elif part.op == "mul" and above.op not in ("mul", "add", "neg"):
            made, slug = transpose(part), "inner_transpose"
        elif part.op in ("var", "inv", "fn", "softmax", "had", "add", "diag", "hdiv"):
            made, slug = Term("t", (part,)), "inverse" if part.op == "inv" else "inner_transpose"
        if made is None:
            continue
        if above.op == "inv":
            slug = "inverse"
        if _collapses(term, path, made):
            slug = "symmetric"
        yield Edit(slug, replace_at(term, path, made), part)


def two_transposed_parts(term: Term) -> Iterator[Edit]:
    """Two transposes forgotten or added, both in products."""
    first = list(transposed_parts(term))
    if len(first) > 14:
        return
    seen = set()
    for edit in first:
        for again in transposed_parts(edit.made):
            if again.made == term or again.made in seen:
                continue
            seen.add(again.made)
            slugs = {edit.slug, again.slug}
            slug = "symmetric" if "symmetric" in slugs else max(slugs)
            yield Edit(slug, again.made, edit.part)


def _collapses(term: Term, path: tuple[int, ...], made: Term) -> bool:
    """Whether the edit makes two summands of some sum above it equal."""
    whole = replace_at(term, path, made)
    for length in range(len(path)):
        above = part_at(whole, path[:length])
        if above.op == "add":
            changed = above.args[path[length]]
            others = [arg for k, arg in enumerate(above.args) if k != path[length]]
            if any(_unsigned(changed) == _unsigned(other) for other in others):
                return True
    return False


def _unsigned(term: Term) -> Term:
    """A summand without its sign and numerical factor."""
    while term.op == "neg":
        term = term.args[0]
    if term.op == "mul":
        args = tuple(arg for arg in term.args if number_of(arg) is None)
        if len(args) == 1:
            return args[0]
        if args:
            return Term("mul", args)
    if term.op == "div" and number_of(term.args[1]) is not None:
        return _unsigned(term.args[0])
    return term
