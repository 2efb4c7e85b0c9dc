"""The conversation of answer mode: question, tries, hints, what is shown at last."""

from dataclasses import replace

import numpy as np
from textual.content import Content

from tutor.bilingual import Text, choose
from tutor.checking.display import TexError, tex
from tutor.labs.backprop import asking
from tutor.labs.backprop.entries import entry
from tutor.labs.backprop.figures import short
from tutor.labs.backprop.formulas import with_letters
from tutor.labs.backprop.model import Model
from tutor.labs.backprop.quantities import plain_name
from tutor.labs.backprop.reading import STRINGS


class Answering:
    """question: what is asked now, None when nothing is. tries: wrong answers to it so far."""

    def __init__(self) -> None:
        self.question: asking.Question | None = None
        self.tries = 0
        self._said: list[tuple[Text, str]] = []
        self._before: list[str] = []

    def begin(self, model: Model) -> Model:
        """Ask for the next quantity that is worth asking for."""
        model = asking.upcoming(model)
        self.question = asking.question(model)
        self.tries = 0
        self._said, self._before = [], []
        if self.question is not None:
            # What is asked for is what the pictures point at.
            model = model.select(self.question.quantity.name, self.question.index)
        return model

    def answer(self, model: Model, text: str) -> tuple[Model, bool]:
        """Take an answer: the model after it, and whether the question is done with."""
        assert self.question is not None
        reply = asking.reply(model, self.question, text)
        if reply.verdict == "right":
            first = int(self.tries == 0)
            model = replace(model, right=model.right + first, asked=model.asked + 1)
            return self._on(model, "✓ ", STRINGS["ask_right"], "$success"), True
        sign = "✗ " if reply.verdict == "wrong" else "… "
        self.tries += reply.verdict == "wrong"
        self._before = []
        self._said = [(_with(sign, reply.text), "$error" if sign == "✗ " else "$warning")]
        return model, False

    def reveal(self, model: Model) -> Model:
        """Show the answer and go on; it counts as asked."""
        model = replace(model, asked=model.asked + 1)
        return self._on(model, "→ ", STRINGS["ask_revealed"], "$warning")

    def _on(self, model: Model, sign: str, said: Text, style: str) -> Model:
        done = self.question
        assert done is not None
        assert model.at is not None
        if done.asks == "shape":
            shape = ", ".join(map(str, done.quantity.column))
            source = [f"{done.quantity.plain}: ({shape})"]
        else:
            source = _box(entry(model.run, done.quantity.name, done.index))
        model = self.begin(model.moved(model.at + 1))
        self._before = source
        self._said = [(_with(sign, said), style)]
        return model

    def finished(self, model: Model) -> Text:
        """What is said when all is computed."""
        return STRINGS("ask_finished", right=model.right, asked=model.asked)

    def label(self, model: Model) -> str:
        """What stands before the field."""
        if self.question is None:
            return ""
        name = plain_name(model.design, self.question.quantity.name, self.question.index)
        return f"shape {name} =" if self.question.asks == "shape" else f"{name} ="

    def lines(self, model: Model, language: str, width: int, height: int) -> list[Content | str]:
        """What was said to the last answer, then the question; the formula after two tries."""
        assert self.question is not None
        lines: list[Content | str] = [
            Content.styled(choose(text, language), style) for text, style in self._said
        ]
        formula = _box(with_letters(model.design, self.question.quantity.name), width)
        if self.tries >= 2 and len(lines) + len(formula) < height:
            lines += formula
        elif len(lines) + len(self._before) < height:
            lines += self._before
        prompt = choose(self.question.prompt(model), language)
        lines.append(Content.styled(prompt, "bold"))
        if self.question.asks == "value":
            lines.append(Content.styled(_known(model, self.question), "$muted"))
        return lines


def _known(model: Model, question: asking.Question) -> str:
    """The numbers that the answer can be worked out of."""
    told = []
    for name in asking.ingredients(model.design, question.quantity.name):
        array = np.atleast_1d(np.asarray(model.run.value(name), dtype=float))
        rows = array if array.ndim == 2 else array[None, :]
        if array.size > _MOST:
            continue
        text = "; ".join(" ".join(short(each) for each in row) for row in rows)
        label = plain_name(model.design, "a0" if name == "x" else name)
        told.append(f"{label} = [{text}]" if array.size > 1 else f"{label} = {text}")
    if question.quantity.phase == "update":
        told.append(f"η = {model.setting.rate:g}")
        if model.setting.most is not None:
            told.append(f"κ = {short(model.run.factor)}   c = {model.setting.most:g}")
    return "   ".join(told)


_MOST = 20
"""Numbers of one quantity that are written out; larger ones are found in the table."""


def _with(sign: str, text: Text) -> Text:
    if isinstance(text, str):
        return sign + text
    return {language: sign + told for language, told in text.items()}


def _box(source: str, width: int | None = None) -> list[str]:
    try:
        return [line.rstrip() for line in tex(source, width=width).lines]
    except TexError:
        return []
