"""Shape drills: the written snippets, their planted bugs, and what is made of them.

Every snippet of ours is really run, with NumPy or PyTorch, and compared line by line.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections import Counter
from functools import cache
from random import Random

import msgspec
import pytest

from tests.checking.shapes.cases import at_sizes, modules, shape_of
from tutor import kinds
from tutor.bilingual import choose
from tutor.checking.shapes.causes import find_cause, strings
from tutor.checking.shapes.facts import draw_sizes, read_fact
from tutor.exercise import Answer, Right, Wrong
from tutor.kinds.shape.kind import Exercise as ShapeExercise
from tutor.practice import shapes
from tutor.practice.shapes import bank, finding, variation

SNIPPETS = bank.snippets()
RUNS = 3
"""Draws of sizes at which each snippet is really run."""


def marks(flavour):
    return [pytest.mark.torch] if flavour == "torch" else []


def of_both(items, snippet_of=lambda item: item):
    """Parameters, those for PyTorch marked."""
    return [
        pytest.param(
            item, id=f"{snippet_of(item).id}-{number}", marks=marks(snippet_of(item).flavour)
        )
        for number, item in enumerate(items)
    ]


def draws(snippet, count=RUNS):
    """Sizes that obey the facts and by which nothing fits by chance."""
    return chosen(snippet.size_names(), snippet.facts)[:count]


@cache
def chosen(names, facts):
    """All different; no quotient of two, and no half, is 1 or equal to one of them."""
    read = [read_fact(fact) for fact in facts]
    found = []
    for sizes in draw_sizes(dict.fromkeys(names), read, 150, ((4, 30), (4, 80))):
        values = [*sizes.values()]
        parts = [
            one // other
            for one in values
            for other in (2, *values)
            if one > other and one % other == 0
        ]
        plain = len(set(values)) == len(values) and not set(parts) & {1, *values}
        if plain and sizes not in found:
            found.append(sizes)
    assert len(found) >= RUNS, names
    # The smallest run fastest.
    return sorted(found, key=lambda sizes: sum(sizes.values()))


def really_run(snippet, code, sizes):
    """Shapes by line and name, and the line that failed or None. Only our own code is run."""
    if snippet.flavour == "torch":
        pytest.importorskip("torch", reason="PyTorch is not installed: its snippets are not run")
    names = modules(snippet.flavour) | sizes
    for name, text in snippet.given.items():
        shape = at_sizes([part for part in text.strip("()").split(",") if part.strip()], sizes)
        if snippet.flavour == "torch":
            names[name] = names["torch"].rand(*shape)
        else:
            names[name] = names["rng"].random(shape)
    made = {}
    for statement in ast.parse(code).body:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                exec(compile(ast.Module([statement], []), "snippet", "exec"), names)
            except Exception:  # noqa: BLE001
                return made, statement.lineno
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                value = names[node.id]
                if hasattr(value, "shape"):
                    made[statement.lineno, node.id] = shape_of(value)
    return made, None


def agrees(snippet, count=RUNS):
    """The inferred shape of every line is the real one, at so many draws."""
    inference = variation.inferred(snippet)
    assert inference.error is None
    assert inference.unsupported is None
    lines = {
        (line.number, line.name): line.shape for line in inference.lines if line.shape is not None
    }
    assert lines
    for sizes in draws(snippet, count):
        made, failed = really_run(snippet, snippet.code, sizes)
        assert failed is None, snippet.code
        assert set(made) == set(lines)
        for place, shape in lines.items():
            assert at_sizes([str(size) for size in shape], sizes) == made[place], place


# --- what is written ----------------------------------------------------------------------


def test_there_are_snippets_of_every_family_level_and_flavour():
    assert len(SNIPPETS) >= 80
    assert len({snippet.id for snippet in SNIPPETS}) == len(SNIPPETS)
    assert set(bank.families()) == set(shapes.FAMILIES)
    for family in shapes.FAMILIES:
        assert bank.levels(family) == (1, 2, 3, 4, 5)
    flavours = Counter(snippet.flavour for snippet in SNIPPETS)
    assert min(flavours["numpy"], flavours["torch"]) >= 40


@pytest.mark.parametrize("snippet", SNIPPETS, ids=lambda snippet: snippet.id)
def test_a_snippet_speaks_both_languages_and_fits_the_screen(snippet):
    for text in (snippet.title, snippet.comment):
        assert text["en"]
        assert text["bn"]
    assert re.search("[\u0980-\u09ff]", snippet.comment["bn"])
    assert all(len(row) <= 90 for row in snippet.code.splitlines())
    assert snippet.bugs


@pytest.mark.parametrize("snippet", of_both(SNIPPETS))
def test_the_shapes_of_a_snippet_are_the_real_ones(snippet):
    agrees(snippet)


@pytest.mark.parametrize("snippet", of_both(SNIPPETS))
def test_every_way_to_write_a_snippet_runs_and_is_inferred(snippet):
    for ways in snippet.vary:
        for way in ways[1:]:
            code = bank.edited(snippet.code, ways[0], way)
            agrees(msgspec.structs.replace(snippet, code=code), 1)


# --- planted bugs -------------------------------------------------------------------------

BUGS = [(snippet, bug) for snippet in SNIPPETS for bug in snippet.bugs]

RULES = {
    "letters": "einsum",
    "pattern": "einops matmul",
    "element-count": "reshape view",
    "not-contiguous": "view_not_contiguous",
    "rank": "permute_count too_many_indices gather_rank exact_rank",
    "layout": "channels",
    "layer-size": "channels linear layer_norm",
    "joined": "stack matmul",
    "transpose": "matmul broadcast solve",
    "order": "matmul broadcast",
    "lengths": "broadcast index_arrays join split_sizes class_target",
    "missing-batch": "join",
    "axis-order": "join matmul broadcast",
    "wrong-axis": "axis broadcast join matmul einsum",
    "dropped-axis": "broadcast",
    "missing-axis": "broadcast",
    "extra-axis": "broadcast",
    "wrong-array": "broadcast matmul solve join",
}
"""The rules that a cause can break, by how their names begin."""

CAUSES = {
    "dropped-axis": "keepdims keepdims_earlier",
    "missing-axis": "new_axis keepdims keepdims_earlier",
    "extra-axis": "extra_axis",
    "transpose": "transpose order",
    "order": "order transpose",
    "wrong-axis": "axis",
    "not-contiguous": "view",
    "joined": "stacking",
    "rank": "unsqueeze",
    "element-count": "of_reshape",
    "layer-size": "of_channels of_linear",
    "layout": "of_channels",
    "lengths": "lengths of_class_target",
}
"""What the checker itself may say to a cause; where it says nothing, the rule stands alone."""


def cause_told(inference):
    told = find_cause(inference, inference.error).text
    keys = [key for key in strings.table if key.startswith("cause_")]
    return next((key.removeprefix("cause_") for key in keys if strings[key] == told), "")


def explained(snippet, bug):
    """Whether the checker by itself gives the line, a rule of that cause, and no other cause."""
    inference = variation.inferred(snippet, bank.edited(snippet.code, bug.old, bug.new))
    error = inference.error
    told = cause_told(inference)
    return (
        error.line == bug.line
        and error.rule.startswith(tuple(RULES[bug.cause].split()))
        and (not told or told in CAUSES.get(bug.cause, "").split())
    )


@pytest.mark.parametrize("planted", of_both(BUGS, lambda planted: planted[0]))
def test_a_planted_bug_fails_at_its_line_and_breaks_a_rule_of_its_cause(planted):
    snippet, bug = planted
    code = bank.edited(snippet.code, bug.old, bug.new)
    error = variation.inferred(snippet, code).error
    assert error is not None
    assert error.line == bug.line
    assert error.rule.startswith(tuple(RULES[bug.cause].split()))
    assert "cause_" + bug.cause in finding.STRINGS
    for sizes in draws(snippet):
        assert really_run(snippet, code, sizes)[1] == bug.line


def test_the_checker_alone_names_the_line_and_cause_of_most_bugs():
    right = sum(explained(snippet, bug) for snippet, bug in BUGS)
    assert right >= 190
    assert right / len(BUGS) >= 0.95


# --- what is made of them -----------------------------------------------------------------


def test_the_same_seed_makes_the_same_question():
    for mode in shapes.MODES:
        first = shapes.generate("attention", 3, 5, mode)
        shapes.generate.cache_clear()
        assert shapes.generate("attention", 3, 5, mode) == first


@pytest.mark.parametrize("family", shapes.FAMILIES)
def test_questions_do_not_run_out(family):
    made = {
        shapes.generate(family, level, seed, "last")[0].code
        for level in range(1, 6)
        for seed in range(40)
    }
    assert len(made) >= 80


def seeds(each):
    """Levels, and so many seeds of each."""
    return [(level, seed) for level in range(1, 6) for seed in range(each)]


@pytest.mark.parametrize("mode", ["last", "every"])
@pytest.mark.parametrize("family", shapes.FAMILIES)
def test_made_questions_ask_what_is_really_so(family, mode):
    for level, seed in seeds(8):
        (exercise,) = shapes.generate(family, level, seed, mode)
        kind = kinds.load(kinds.kind_of(exercise))
        key = kind.key(exercise)
        assert "error" not in key
        answer = kind.read(exercise, key)
        assert isinstance(answer, Answer)
        assert isinstance(kind.check(exercise, answer), Right)
        if exercise.flavour == "numpy" or seed < 3:
            really_so(exercise, key)


def really_so(exercise, key):
    snippet = bank.Snippet(
        id=exercise.id,
        family="",
        level=exercise.difficulty,
        title="",
        comment="",
        code=exercise.code,
        given=exercise.given,
        sizes=tuple(exercise.dims),
        facts=exercise.facts,
        flavour=exercise.flavour,
    )
    numbers = isinstance(exercise.dims, dict)
    for sizes in [] if numbers else draws(snippet, 1):
        made, failed = really_run(snippet, exercise.code, sizes)
        assert failed is None, exercise.code
        asked = [
            [part for part in row.strip("()").split(", ") if part.strip(", ")]
            for row in key.split("\n")
        ]
        wanted = [at_sizes([part.strip(",") for part in row], sizes) for row in asked]
        real = [*made.values()][-1:] if isinstance(exercise, ShapeExercise) else [*made.values()]
        assert wanted == real


@pytest.mark.parametrize("family", shapes.FAMILIES)
def test_three_questions_about_a_failing_line_have_each_one_right_answer(family):
    for level, seed in seeds(6):
        row = shapes.generate(family, level, seed, "find")
        assert [exercise.id.rpartition("-")[2] for exercise in row] == ["line", "cause", "mend"]
        for exercise in row:
            kind = kinds.load("choice")
            assert not list(kind.prove(exercise))
            assert len(exercise.options) >= 3
            right = [option for option in exercise.options if option.is_right]
            assert len(right) == 1
            for option in exercise.options:
                verdict = kind.check(exercise, kind.read(exercise, option.id))
                assert isinstance(verdict, Right if option.is_right else Wrong)
            for language in ("en", "bn"):
                assert "{" not in choose(exercise.prompt, language).split("```")[0]


@pytest.mark.torch
@pytest.mark.parametrize("family", shapes.FAMILIES)
def test_only_the_right_change_mends(family):
    pytest.importorskip("torch", reason="PyTorch is not installed: its snippets are not run")
    for level in range(1, 6):
        original = next(s for s in SNIPPETS if (s.family, s.level) == (family, level))
        dice = Random(level)
        made = finding.broken(original, original, {}, dice)
        for sizes in draws(original, 1):
            assert really_run(original, made.code, sizes)[1] == made.bug.line
            for number, row, _ in finding.wrong_mends(made, dice):
                rows = made.code.splitlines()
                rows[number - 1] = row
                assert really_run(original, "\n".join(rows) + "\n", sizes)[1] is not None, row


def test_names_change_everywhere_but_in_strings_keywords_and_attributes():
    code = "q = rearrange(x, 'b t (h e) -> b h t e', h=h)\ny = q.x + x[x == 1]\n"
    changed = variation.renamed_code(code, {"x": "tokens", "h": "n", "q": "query"})
    assert changed == (
        "query = rearrange(tokens, 'b t (h e) -> b h t e', h=n)\n"
        "y = query.x + tokens[tokens == 1]\n"
    )


def test_numbers_are_different_and_obey_the_facts():
    snippet = next(s for s in SNIPPETS if s.id == "split-heads")
    for seed in range(20):
        sizes = variation.numbered(snippet, Random(seed))
        assert sizes["d"] % sizes["H"] == 0
        assert len(set(sizes.values())) == len(sizes)
