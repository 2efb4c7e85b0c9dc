"""Realistic snippets: every line's shape and the first failing line, by numbers and by symbols."""

import pytest

from tests.checking.shapes.cases import at_sizes
from tests.checking.shapes.realistic import run, snippets
from tutor.checking.shapes import infer_row
from tutor.checking.shapes.facts import draw_sizes, read_fact


def marks(snippet):
    return [pytest.mark.torch] if snippet.flavour == "torch" else []


ALL = [
    pytest.param(snippet, id=f"{snippet.flavour}-{number}", marks=marks(snippet))
    for number, snippet in enumerate(snippets())
]


def inferred(snippet, dims):
    row = {"code": snippet.code, "dims": dims, "flavour": snippet.flavour}
    return infer_row({**row, "constraints": snippet.facts})


def compare(result, real, sizes):
    """Every line that was really reached has the inferred shape; the failing line is found."""
    assert not str(result["error"]).startswith("unsupported"), result["error"]
    assert bool(result["error"]) == (real.failed is not None), result["error"]
    found = {
        (line["line"], line["name"]): at_sizes(line["sym"], sizes)
        for line in result["lines"]
        if line["sym"] is not None and not any("n_" in size for size in line["sym"])
    }
    for place, shape in real.shapes.items():
        assert found.get(place, shape) == shape, place


@pytest.mark.parametrize("snippet", ALL)
def test_a_realistic_snippet(snippet):
    if snippet.flavour == "torch":
        pytest.importorskip("torch", reason="PyTorch is not installed: its snippets are not run")
    real = run(snippet, snippet.sizes)
    compare(inferred(snippet, snippet.sizes), real, snippet.sizes)
    symbolic = inferred(snippet, dict.fromkeys(snippet.sizes))
    if not str(symbolic["error"]).startswith("unsupported"):
        facts = [read_fact(fact) for fact in snippet.facts]
        for sizes in draw_sizes(dict.fromkeys(snippet.sizes), facts, 2, ((3, 11),))[:2]:
            again = run(snippet, sizes)
            if (again.failed is None) == (real.failed is None):
                compare(symbolic, again, sizes)
