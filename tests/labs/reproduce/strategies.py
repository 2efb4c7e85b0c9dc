"""Texts as learners may write or paste them, and whole workbooks."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tutor.labs.reproduce.causes import EVERY
from tutor.labs.reproduce.counting import KINDS, fitted
from tutor.labs.reproduce.model import MOST, PAGES, Model
from tutor.labs.reproduce.rows import clean, written
from tutor.labs.reproduce.training import SHAPES
from tutor.labs.reproduce.workbook import STEPS, Workbook

unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""The first workbook that is drawn loads NumPy and every sentence."""

ODD = [
    "a|b",
    "x\ny",
    "x\r\ny",
    "\\|",
    "\\",
    " ends in blanks ",
    "⏎",
    "কি বাংলা",
    "مرحبا بالعالم",
    "👩‍🔬🧪",
    "<b>bold</b>",
    "&lt;",
    "*stars* _lines_ `code` [link](x) ~~no~~",
    "snake_case",
    "# title #",
    "1. list",
    "$x^2$",
    "[/]",
]
texts = st.one_of(st.sampled_from(ODD), st.text(max_size=20)).map(clean)
sizes = st.one_of(st.sampled_from(["768", "4*768", "yes", "no", "", "?"]), texts)


def _ticks(keys):
    ticks = st.tuples(st.sampled_from(["x", ""]), texts)
    return st.dictionaries(st.sampled_from(keys), ticks, max_size=4).map(
        lambda found: written((key, *tick) for key, tick in found.items())
    )


layers = st.builds(
    lambda label, kind, times, sizes: fitted((label, kind, times, *sizes)),
    texts,
    st.sampled_from(sorted(KINDS)),
    sizes,
    st.lists(sizes, max_size=6),
)
counts = st.sampled_from(["", "1", "12", "4*8", "25,000", "1.5M"])
rates = st.sampled_from(["", "3e-4", "1/sqrt(512*4000)", "0.1"])

states = st.fixed_dictionaries(
    {},
    optional={
        "paper": texts,
        "link": texts,
        "claim": texts,
        "gap": texts,
        "steps": _ticks(STEPS),
        "causes": _ticks(EVERY),
        "hyper": st.lists(st.tuples(texts, texts, texts, texts), max_size=3).map(written),
        "layers": st.lists(layers, max_size=3).map(written),
        "results": st.lists(
            st.tuples(texts, st.sampled_from(["higher", "lower"]), texts, texts), max_size=3
        ).map(written),
        "schedule": st.sampled_from(SHAPES),
        **dict.fromkeys(
            ["parameters", "device", "accumulate", "devices", "examples", "length", "total"], counts
        ),
        **dict.fromkeys(["paper_batch", "warmup", "at"], counts),
        **dict.fromkeys(["epochs", "paper_rate", "peak", "floor"], rates),
    },
)
books = states.map(Workbook.begin)
models = st.builds(
    lambda found, at, page: Model(tuple(found), at % len(found), page),
    st.lists(books, min_size=1, max_size=3),
    st.integers(0, MOST),
    st.sampled_from(PAGES),
)
