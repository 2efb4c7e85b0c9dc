"""The sentences for named mistakes."""

from tutor.bilingual import Strings, Text
from tutor.checking.matrices.problem import Problem
from tutor.checking.matrices.sizes import Shape, show
from tutor.exercise import Mistake

STRINGS = Strings(__file__, "explanations.toml")

SLUGS = (
    "sign", "factor", "transpose", "shape", "order", "missing_term", "symmetric",
    "inner_transpose", "missing_factor", "inverse", "hadamard", "power", "identity", "sign_term",
    "factor_term", "other",
)  # fmt: skip


def claim(key: str, **values: Text) -> Mistake:
    """The mistake whose sentences stand under `key`, which is its slug or starts with it."""
    slug = key if key in SLUGS else max((slug for slug in SLUGS if key.startswith(slug)), key=len)
    if key == "symmetric" and "name" not in values:
        key = "symmetric_plain"
    if key == "factor_term" and "factor" not in values:
        key = "factor_term_plain"
    if key == "other":
        key = "other_name"
    if key == "factor" and "factor" not in values:
        key = "factor_plain"
    return Mistake(
        name=slug, text=STRINGS(key, **values), question=STRINGS(key + "_question", **values)
    )


def shape_text(answer: Shape, wanted: Shape | None, problem: Problem) -> Mistake:
    """A result of the wrong final shape."""
    values = {"shape": show(answer), "wanted": show(wanted) if wanted else "?"}
    if problem.wrt and wanted:
        key = "shape_layout"
        values["layout"] = problem.layout
    else:
        key = "shape_plain"
    return Mistake(
        name="shape", text=STRINGS(key, **values), question=STRINGS(key + "_question", **values)
    )
