"""Random programs: the inferred shape is the real one, and an error comes where one is raised."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.checking.shapes.cases import at_sizes, really_run, written
from tutor.checking.shapes import infer_row

NUMPY = """{a} + {b}; {a} * {b}; {a} @ {b}; {a} @ {b}.T; {a}.dot({b}); {a}.sum(axis={i})
{a}.mean(axis={i}, keepdims=True); {a}.max(axis={i}); {a}.argmax(axis={i}); {a}.reshape(-1)
{a}.reshape({s}, -1); {a}.reshape({s}, {t}); {a}.T; {a}.transpose(0, 2, 1); {a}.swapaxes({i}, {j})
{a}[None]; {a}[..., None]; {a}[:, None]; np.expand_dims({a}, {i}); np.squeeze({a}); {a}[{n}]
{a}[:, {n}]; {a}[{n}:]; {a}[:{n}]; {a}[::{n}]; {a}[::-1]; {a}[-{n}:]; {a}[[0, {n}]]; {a}[..., [0]]
{a}[np.array([0, 1]), :, np.array([1, 0])]; {a}[0, :, [0, 1]]; {a}[np.argsort({b})]
np.concatenate([{a}, {b}], axis={i}); np.stack([{a}, {b}], axis={i}); np.vstack([{a}, {b}])
np.hstack([{a}, {b}]); np.split({a}, {n}, axis={i})[0]; np.array_split({a}, {n}, axis={i})[-1]
np.tile({a}, {n}); np.repeat({a}, {n}, axis={i}); np.pad({a}, {n}); np.roll({a}, 1, axis={i})
np.einsum('ij,jk->ik', {a}, {b}); np.einsum('...i,...i->...', {a}, {b}); np.outer({a}, {b})
np.tensordot({a}, {b}, axes=1); np.cumsum({a}, axis={i}); np.diff({a}, axis={i})
np.where({a} > 0, {a}, {b}); np.take({a}, [0, {n}], axis={i}); np.broadcast_to({a}, ({s}, {t}))
np.linalg.norm({a}, axis={i}); np.linalg.svd({a}, full_matrices=False)[0]; np.ones(({s}, {t}))
np.arange({s}); np.eye({s}, {t}); np.diag({a}); np.tril({a}); np.kron({a}, {b})"""

TORCH = """{a} + {b}; {a} * {b}; {a} @ {b}; {a} @ {b}.T; torch.bmm({a}, {b}); torch.mm({a}, {b})
{a}.sum(dim={i}); {a}.mean({i}, keepdim=True); {a}.max(dim={i}).values; {a}.argmax({i})
{a}.view({s}, -1); {a}.reshape({s}, {t}); {a}.t(); {a}.transpose({i}, {j}); {a}.permute(0, 2, 1)
{a}.transpose({i}, {j}).view(-1); {a}.permute(0, 2, 1).view({a}.shape[0], -1); {a}.unsqueeze({i})
{a}.squeeze({i}); {a}.flatten(1); {a}.flatten({i}, {j}); {a}[{n}]; {a}[:, {n}:]; {a}[..., {n}]
{a}[0, :, torch.tensor([0, 1])]; {a}[:, None]; torch.cat([{a}, {b}], dim={i}); {a}.repeat({n}, 1)
torch.stack([{a}, {b}], dim={i}); {a}.split({n}, dim={i})[-1]; {a}.chunk({n}, dim={i})[-1]
{a}.expand({s}, -1); {a}.expand({s}, -1, -1); {a}.topk({n}, dim={i})[0]
torch.einsum('ij,kj->ik', {a}, {b})
torch.where({a} > 0, {a}, {b}); {a}.masked_fill({b} > 0, 0.0); torch.softmax({a}, dim={i})
nn.Linear({s}, {t})({a}); nn.LayerNorm({s})({a}); nn.Conv1d({a}.shape[1], {s}, {n}, padding=1)({a})
nn.GRU({a}.shape[-1], {s}, batch_first=True)({a})[0]; torch.nn.functional.mse_loss({a}, {b})
torch.cdist({a}, {b}); {a}.unfold({i}, {n}, 1); {a}.gather({i}, {a}.argsort(dim={i}))"""

SIZE_NAMES = ["N", "d", "K", "B"]
STARTS = {
    "numpy": [
        "x = rng.normal(size=(N, d))", "y = rng.normal(size=N)",
        "w = rng.normal(size=(d, K))", "c = rng.normal(size=(B, N, d))",
    ],
    "torch": [
        "x = torch.randn(N, d)", "y = torch.randn(N)",
        "w = torch.randn(d, K)", "c = torch.randn(B, N, d)",
    ],
}  # fmt: skip


@st.composite
def programs(draw, flavour):
    """A few statements; each works on arrays that were made before it."""
    templates = [
        t.strip() for t in (NUMPY if flavour == "numpy" else TORCH).replace("\n", ";").split(";")
    ]
    names, lines = ["x", "y", "w", "c"], list(STARTS[flavour])
    for step in range(draw(st.integers(1, 4))):
        axis, size, number = (
            st.sampled_from([0, 1, -1, 2]),
            st.sampled_from(SIZE_NAMES),
            st.integers(1, 3),
        )
        code = draw(st.sampled_from(templates)).format(
            a=draw(st.sampled_from(names)), b=draw(st.sampled_from(names)), i=draw(axis),
            j=draw(axis), s=draw(size), t=draw(size), n=draw(number),
        )  # fmt: skip
        name = f"r{step}"
        lines.append(f"{name} = {code}")
        names.append(name)
    return "\n".join([*lines, f"r = {names[-1]}"]) + "\n"


def sizes():
    return st.permutations(range(2, 9)).map(
        lambda order: dict(zip(SIZE_NAMES, order, strict=False))
    )


def agrees(snippet, flavour, at):
    result = infer_row({"code": snippet, "expr": "r", "dims": at, "flavour": flavour})
    assume(not str(result["error"]).startswith("unsupported"))
    real = really_run(snippet, flavour, at)
    found = "error" if result["error"] else written(tuple(result["shape"]))
    assert found == real, result["error"]


def symbols_agree(snippet, flavour, draws):
    result = infer_row(
        {"code": snippet, "expr": "r", "dims": dict.fromkeys(SIZE_NAMES), "flavour": flavour}
    )
    assume(not str(result["error"]).startswith("unsupported"))
    real = [really_run(snippet, flavour, at) for at in draws]
    # Where some sizes run and others fail there is no one answer.
    assume(len({outcome == "error" for outcome in real}) == 1)
    for at, outcome in zip(draws, real, strict=True):
        if outcome == "error":
            assume(result["error"] or not fails_by_size_alone(snippet))
            assert result["error"]
        else:
            assume(not result["error"] or len(draws) > 3)
            assert written(at_sizes(result["sym"], at)) == outcome


def fails_by_size_alone(snippet):
    """An index or count that is a literal may fail at all of a few small draws by chance."""
    return any(mark in snippet for mark in ("[", "topk", "split", "unfold", "conv", "Conv", "take"))


@settings(max_examples=150, deadline=None)
@given(programs("numpy"), sizes())
def test_numpy_programs(snippet, at):
    agrees(snippet, "numpy", at)


@settings(max_examples=80, deadline=None)
@given(programs("numpy"), st.lists(sizes(), min_size=3, max_size=3))
def test_numpy_programs_with_symbols(snippet, draws):
    symbols_agree(snippet, "numpy", draws)


@pytest.mark.torch
@settings(max_examples=120, deadline=None)
@given(programs("torch"), sizes())
def test_torch_programs(snippet, at):
    pytest.importorskip("torch", reason="PyTorch is not installed: its programs are not compared")
    agrees(snippet, "torch", at)
