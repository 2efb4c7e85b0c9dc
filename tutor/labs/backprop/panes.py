"""What the panes show and say beside graph and table: status, flow, training."""

from dataclasses import replace
from itertools import pairwise

from textual.content import Content

from tutor.bilingual import Text, choose
from tutor.labs.backprop.asking import Question
from tutor.labs.backprop.figures import short
from tutor.labs.backprop.flow import Flow, LayerFlow, flow
from tutor.labs.backprop.model import Model
from tutor.labs.backprop.picture import Sheet, Target
from tutor.labs.backprop.presets import PRESETS
from tutor.labs.backprop.reading import MOST_UPDATES, STRINGS
from tutor.labs.backprop.strip import strip
from tutor.labs.backprop.table import layer_of
from tutor.labs.numbers import number
from tutor.widgets.plot import Curve, Dots, Item, Plot

HIDDEN = "?"
"""In place of a number that is still to be answered."""


def with_pane(model: Model, pane: str) -> Model:
    """The same in another pane."""
    return replace(model, pane=pane)


def with_mode(model: Model, mode: str) -> Model:
    """The same, looking or answering; answers are shown beside the network."""
    pane = model.pane if model.pane in ("network", "table") else "network"
    return replace(model, mode=mode, pane=pane if mode == "answer" else model.pane)


def preset_of(model: Model) -> str | None:
    """The preset the numbers are from, if any."""
    state = model.state()
    for name in PRESETS:
        theirs = Model.begin({"preset": name}).state()
        own = [key for key in theirs if key not in ("at", "select", "pane", "mode", "score")]
        if set(own) == {key for key in state if key in own or key[0] in "Wbg"} & set(own) and all(
            theirs[key] == state.get(key) for key in own if key not in ("updates", "rate")
        ):
            return name
    return None


def _acts(model: Model) -> str:
    acts = model.design.activations
    if len(set(acts)) == 1:
        return acts[0]
    if len(set(acts[:-1])) == 1:
        return f"{acts[0]}, {acts[-1]}"
    return ", ".join(acts)


_LOSSES = {"half": "½Σ(ŷ−y)²", "mse": "MSE", "cross-entropy": "cross-entropy"}


def status(model: Model, question: Question | None) -> Content:
    """One line of signs: the network, its loss, how far it is computed."""
    design = model.design
    sizes = "–".join(map(str, design.sizes))
    if len(sizes) > 24:
        sizes = f"{design.sizes[0]}–…–{design.sizes[-1]} ({design.depth})"
    parts = [f"{sizes} {_acts(model)}", _LOSSES[design.loss]]
    if model.known("L"):
        parts.append(f"L = {number(float(model.run.values['L']))}")
    parts += [name for name in ("skip", "norm") if getattr(design, name)]
    if model.setting.most is not None:
        parts.append(f"clip {model.setting.most:g}")
    at = f"{model.done}/{len(model.steps)}"
    ahead = f" ▸ {model.next.plain}" if model.next is not None else ""
    score = f"  ✓ {model.right}/{model.asked}" if model.mode == "answer" else ""
    return Content.assemble(
        (" · ".join(parts), ""), ("  ", ""), (at + ahead, "bold $accent"), (score, "bold $success")
    )


def flow_sheet(model: Model, before: Flow | None, language: str, width: int) -> Sheet:
    """The controls, and the heat strip below them."""
    setting, design = model.setting, model.design
    typed = any(name.startswith("W") for name in setting.typed)
    sheet = Sheet()
    sheet.add(
        *_control("+ −", "depth", str(design.depth), ("do", "deeper", 1)),
        *_control("a", "f", design.activations[0], ("do", "activation", 1)),
        *_control("i", "init", "typed" if typed else setting.init, ("do", "init", 1)),
        *_control("g G", "gain", f"{setting.gain:g}", ("do", "gain", 1)),
        *_control("s", "seed", str(setting.seed), ("do", "seed", 1)),
    )
    sheet.add(
        *_control("k", "skip", "on" if design.skip else "off", ("do", "skip", 0)),
        *_control("l", "norm", "on" if design.norm else "off", ("do", "norm", 0)),
    )
    labels = ("layer", "f", "|a|", "f′", "|δ|", "|∂L/∂W|")
    found = flow(model.run)
    if model.mode == "answer":
        found, before = replace(found, layers=_unasked(model, found)), None
    drawn = strip(found, before, labels, width, layer_of(model))
    down = len(sheet.rows)
    sheet.spots += [(row + down, *rest) for row, *rest in drawn.spots]  # type: ignore[misc]
    sheet.rows += drawn.rows
    return sheet


def _unasked(model: Model, found: Flow) -> tuple[LayerFlow, ...]:
    """The layers without what is still to be answered."""
    blank = float("nan")
    return tuple(
        replace(
            each,
            signal=each.signal if model.known(f"a{each.layer}") else blank,
            slope=each.slope if model.known(f"dz{each.layer}") else blank,
            delta=each.delta if model.known(f"dz{each.layer}") else blank,
            weights=each.weights if model.known(f"dW{each.layer}") else blank,
        )
        for each in found.layers
    )


def _control(
    key: str, name: str, value: str, target: Target
) -> list[tuple[str, str] | tuple[str, str, Target]]:
    return [
        (key, "accent bold", target),
        (f" {name} ", "muted", target),
        (value, "text bold", target),
        ("  ", ""),
    ]


def flow_words(found: Flow, model: Model, language: str) -> list[Content | str]:
    """What is seen in the strip, and what could be tried."""
    if model.hides_gradients:
        return [choose(STRINGS["flow_asked"], language)]
    values: dict[str, Text | int | float] = {
        "ratio": number(found.ratio, 2),
        "factor": number(found.factor, 2),
        "first": "δ₁",
        "last": f"δ{str(model.design.depth).translate(_LOW)}",
        "layer": found.layer,
    }
    style = {"steady": "$success", "single": "", "rest": "$success"}.get(found.verdict, "$error")
    told = choose(STRINGS("flow_" + found.verdict, **values), language)
    sign = {"vanishing": "↓ ", "exploding": "↑ ", "overflow": "∞ ", "blocked": "0 "}
    lines: list[Content | str] = [
        Content.styled(sign.get(found.verdict, "✓ ") + told, f"bold {style}".strip())
    ]
    lines.append(Content.styled(choose(STRINGS["flow_legend"], language), "$muted"))
    return lines


_LOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def training_sheet(model: Model) -> Sheet:
    """The keys of the training and its numbers, one row each."""
    setting, run = model.setting, model.run
    sheet = Sheet()
    sheet.add(
        *_control("u", "+1", "", ("do", "update", 1)),
        *_control("U", "+10", "", ("do", "update", 10)),
        *_control("0", "restart", "", ("do", "update", 0)),
        *_control("< >", "η", f"{setting.rate:g}", ("do", "rate", 1)),
        *_control("c", "clip", "off" if setting.most is None else f"{setting.most:g}",
                  ("do", "clip", 0)),
    )  # fmt: skip
    losses = [short(each) for each in _losses(model)]
    if model.hides("L"):
        losses.append(HIDDEN)
    norm = HIDDEN if model.hides_gradients else number(run.norm)
    sheet.add(
        (f"{setting.updates}/{MOST_UPDATES}", "text bold"),
        (f"   L: {losses[0]} → {losses[-1]}", "text"),
        (f"   ‖∇L‖ = {norm}", "text"),
        ("" if setting.most is None else f"   κ = {_factor(model)}", "six"),
    )
    return sheet


def _losses(model: Model) -> list[float]:
    """The loss before every update; without that of now while it is asked for."""
    losses = list(model.setting.losses)
    return losses[:-1] if model.hides("L") else losses


def _factor(model: Model) -> str:
    """By how much the gradient is clipped."""
    return HIDDEN if model.hides("factor") else number(model.run.factor)


def draw_losses(plot: Plot, model: Model) -> None:
    """The loss before every update."""
    losses = _losses(model)
    steps = list(range(len(losses)))
    items: list[Item] = [Curve(steps, losses, "one")] if len(losses) > 1 else []
    items += [Dots(steps[-1:], losses[-1:], "two", label="L")]
    plot.draw(items, x=(0, max(10, len(losses) - 1)), x_label="update", y_label="L")


def training_words(model: Model, language: str) -> list[Content | str]:
    """What the loss does."""
    losses = _losses(model)
    if len(losses) <= 1:
        key = "training_begin"
    elif not losses[-1] < float("inf"):
        key = "training_lost"
    elif losses[-1] > losses[0]:
        key = "training_up"
    elif any(b > a for a, b in pairwise(losses)):
        key = "training_shaky"
    elif losses[-1] < 1e-3 * losses[0]:
        key = "training_done"
    elif losses[-1] > 0.999 * losses[-2]:
        key = "training_slow"
    else:
        key = "training_down"
    style = "$error" if key in ("training_lost", "training_up") else ""
    return [
        Content.styled(choose(STRINGS[key], language), style),
        Content.styled(choose(STRINGS["training_legend"], language), "$muted"),
    ]
