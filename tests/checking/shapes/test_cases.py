"""Every line of the tables: what the library gives is what is inferred."""

from pkgutil import walk_packages

import pytest

from tests.checking.shapes.cases import (
    OTHER_SIZES,
    SIZES,
    as_snippet,
    at_sizes,
    really_run,
    table,
    written,
)
from tutor.checking.shapes import infer_row, operations

FLAVOURS = ["numpy", pytest.param("torch", marks=pytest.mark.torch)]


def inferred(code: str, prelude: str, flavour: str, sizes: dict) -> dict:
    source = prelude + as_snippet(code)
    return infer_row({"code": source, "expr": "r", "dims": sizes, "flavour": flavour})


@pytest.mark.parametrize("flavour", ["numpy", "torch"])
def test_the_inferred_shape_is_the_tables(flavour):
    prelude, rows = table(flavour)
    assert len(rows) >= 400
    wrong = []
    for code, expected in rows:
        result = inferred(code, prelude, flavour, SIZES)
        found = "error" if result["error"] else written(tuple(result["shape"]))
        if found != expected or "unsupported" in str(result["error"]):
            wrong.append((code, expected, found, result["error"]))
    assert wrong == []


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_the_table_is_what_the_library_gives(flavour):
    if flavour == "torch":
        pytest.importorskip(
            "torch", reason="PyTorch is not installed: its table is not proved here"
        )
    prelude, rows = table(flavour)
    wrong = [
        (code, expected, found)
        for code, expected in rows
        if (found := really_run(prelude + as_snippet(code), flavour, SIZES)) != expected
    ]
    assert wrong == []


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_the_symbolic_shape_at_draws_is_what_the_library_gives(flavour):
    if flavour == "torch":
        pytest.importorskip("torch", reason="PyTorch is not installed: symbols are not proved here")
    prelude, rows = table(flavour)
    wrong = []
    for code, _ in rows[:: 3 if flavour == "numpy" else 6]:
        result = inferred(code, prelude, flavour, dict.fromkeys(SIZES))
        real = [really_run(prelude + as_snippet(code), flavour, sizes) for sizes in OTHER_SIZES]
        if "error" in real or str(result["error"]).startswith("unsupported"):
            # What fails at some sizes only has no one symbolic answer; always failing has.
            if set(real) == {"error"} and not result["error"]:
                wrong.append((code, real, result["sym"]))
            continue
        found = [
            "error" if result["error"] else written(at_sizes(result["sym"], sizes))
            for sizes in OTHER_SIZES
        ]
        if found != real:
            wrong.append((code, real, found))
    # Literal indices and counts in the table may lie within the larger of these sizes only.
    assert [row for row in wrong if row[1] != ["error"] * 3 or "100" not in row[0]] == []


def test_every_file_of_operations_is_loaded():
    start = f"{operations.__name__}."
    files = [file for file in walk_packages(operations.__path__, start) if not file.ispkg]
    assert {start + family for family in operations.FAMILIES} == {file.name for file in files}
