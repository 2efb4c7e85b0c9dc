"""The terminal is asked how it counts Bangla, and everything then counts the same way."""

import io
import os
import pty
import re
import termios
import threading
from collections.abc import Callable, Iterator

import pytest
from rich.cells import cell_len, chop_cells, set_cell_size

from tutor import terminal
from tutor.cells import cells, clusters, use
from tutor.checking.display.symbols import SYMBOLS

Widths = Callable[[str], int]


def spacing_marks_count(text: str) -> int:
    """As tmux, VTE, xterm, Konsole and Alacritty do."""
    return {"কি": 2, "ক্ষ": 2}[text]


def spacing_marks_do_not_count(text: str) -> int:
    """As kitty did before it joined conjuncts."""
    return {"কি": 1, "ক্ষ": 2}[text]


def clusters_count_once(text: str) -> int:
    """As terminals that lay out grapheme clusters do."""
    return {"কি": 1, "ক্ষ": 1}[text]


class FakeTerminal:
    """The far end of a pseudo terminal; answers where the cursor stands, or is silent."""

    def __init__(self, widths: Widths | None, typed: bytes = b"") -> None:
        self.far, self.near = pty.openpty()
        self.widths = widths
        self.typed = typed
        self.seen = ""
        self.stdin = os.fdopen(os.dup(self.near), "r", encoding="utf-8")
        self.stdout = os.fdopen(os.dup(self.near), "w", encoding="utf-8")
        self.thread = threading.Thread(target=self._answer, daemon=True)
        self.thread.start()

    def _answer(self) -> None:
        asked = 0
        while asked < 2:
            self.seen += os.read(self.far, 1024).decode("utf-8", "ignore")
            for text in re.findall(r"(?:\r|\x1b\[8m)([^\r\x1b]+)\x1b\[6n", self.seen)[asked:]:
                asked += 1
                if asked == 1 and self.typed:
                    os.write(self.far, self.typed)
                if self.widths is not None:
                    os.write(self.far, f"\x1b[12;{self.widths(text) + 1}R".encode())

    def probe(self, timeout: float = 5) -> terminal.WidthModel:
        return terminal.probe(self.stdin, self.stdout, timeout=timeout)

    def close(self) -> None:
        self.thread.join(5)
        self.stdin.close()
        self.stdout.close()
        os.close(self.near)
        os.close(self.far)


@pytest.fixture
def fake() -> Iterator[Callable[..., FakeTerminal]]:
    made: list[FakeTerminal] = []

    def make(widths: Widths | None, typed: bytes = b"") -> FakeTerminal:
        made.append(FakeTerminal(widths, typed))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture(autouse=True)
def _back_to_the_start() -> Iterator[None]:
    yield
    terminal.apply(terminal.WidthModel(spacing_mark=0))
    use(0, joins_conjuncts=False)


@pytest.mark.parametrize(
    ("widths", "spacing_mark", "joins_conjuncts"),
    [
        (spacing_marks_count, 1, False),
        (spacing_marks_do_not_count, 0, False),
        (clusters_count_once, 0, True),
    ],
)
def test_the_model_is_what_the_terminal_answers(
    fake: Callable[..., FakeTerminal], widths: Widths, spacing_mark: int, joins_conjuncts: bool
) -> None:
    model = fake(widths).probe()
    assert (model.spacing_mark, model.joins_conjuncts) == (spacing_mark, joins_conjuncts)
    assert model.measured


def test_a_silent_terminal_is_not_waited_for(fake: Callable[..., FakeTerminal]) -> None:
    model = fake(None).probe(timeout=0.05)
    assert not model.measured


def test_keys_pressed_before_the_answer_are_kept(fake: Callable[..., FakeTerminal]) -> None:
    model = fake(spacing_marks_count, typed=b"2x\x1b[A").probe()
    assert model.measured
    assert model.typed == b"2x\x1b[A"


def test_the_terminal_is_left_as_it_was_found(fake: Callable[..., FakeTerminal]) -> None:
    far = fake(spacing_marks_count)
    before = termios.tcgetattr(far.near)
    far.probe()
    assert termios.tcgetattr(far.near) == before
    assert far.seen.count("\x1b[8m") == far.seen.count("\x1b[28m") == 1


def test_what_is_no_terminal_is_not_asked() -> None:
    out = io.StringIO()
    model = terminal.probe(io.StringIO(), out)
    assert not model.measured
    assert out.getvalue() == ""


def test_kitty_is_known_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TMUX", raising=False)
    monkeypatch.setenv("TERM", "xterm-kitty")
    assert terminal.assumed().spacing_mark == 0
    monkeypatch.setenv("TMUX", "/tmp/socket,1,0")
    assert terminal.assumed().spacing_mark == 1


@pytest.mark.parametrize(
    ("model", "word", "width"),
    [
        (terminal.WidthModel(1), "কি", 2),
        (terminal.WidthModel(0), "কি", 1),
        (terminal.WidthModel(1), "বাংলা", 5),
        (terminal.WidthModel(0), "বাংলা", 2),
        (terminal.WidthModel(1), "ক্ষ", 2),
        (terminal.WidthModel(0, joins_conjuncts=True), "ক্ষ", 1),
        (terminal.WidthModel(0, joins_conjuncts=True), "বিশ্ববিদ্যালয়", 6),
    ],
)
def test_the_layout_and_rich_count_as_the_model_says(
    model: terminal.WidthModel, word: str, width: int
) -> None:
    terminal.apply(model)
    assert cells(word) == width
    assert cell_len(word) == width


MODELS = [
    terminal.WidthModel(1),
    terminal.WidthModel(0),
    terminal.WidthModel(0, joins_conjuncts=True),
]
BANGLA = "ক্ষুদ্র পরিবর্তনের হার, স্ত্রী ও বিশ্ববিদ্যালয়ের দৈর্ঘ্য কত? gradient কোনদিকে যায়।"


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_the_layout_and_rich_agree_on_every_sign(model: terminal.WidthModel) -> None:
    terminal.apply(model)
    assert cells(BANGLA) == cell_len(BANGLA)
    bangla = [chr(code) for code in range(0x0980, 0x0A00)]
    for text in [character for character, _ in SYMBOLS.values()] + bangla + list("⎛⎜⎝│─√∫⌠₀ᵢᵀ𝔼ℒ漢"):
        assert cells(text) == cell_len(text), text


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_rich_cuts_and_fills_to_the_same_width(model: terminal.WidthModel) -> None:
    terminal.apply(model)
    for width in range(2, 30):
        assert cells(set_cell_size(BANGLA, width)) == width
        assert all(cells(piece) <= width for piece in chop_cells(BANGLA, width))


def test_a_conjunct_with_its_vowel_is_one_letter() -> None:
    assert list(clusters("স্ত্রী কি")) == ["স্ত্রী", " ", "কি"]
    assert list(clusters("x̂+1")) == ["x̂", "+", "1"]
    assert list(clusters("")) == []


def test_the_description_tells_the_model_and_gives_advice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("TMUX", "KITTY_WINDOW_ID", "VTE_VERSION", "KONSOLE_VERSION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ALACRITTY_WINDOW_ID", "1")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.delenv("NO_COLOR", raising=False)
    found = terminal.describe(terminal.WidthModel(1, measured=True))
    assert found["terminal"] == "Alacritty"
    assert found["colours"] == "16 million"
    assert "measured" in found["Bangla"]
    assert "kitty" in found["advice"]
