"""The gradient check as it looks, in both sizes, themes and languages."""

from tests.labs.desk import press


def test_a_right_gradient(look):
    look("gradcheck")


def test_a_wrong_gradient(look):
    look("gradcheck", function="sigmoid(2x + 1) y", gradient="[sigmoid(2x + 1)"
         " (1 - sigmoid(2x + 1)) y, sigmoid(2x + 1)]", point="x = 0.5, y = 2")  # fmt: skip


def test_a_matrix_function(look):
    look("gradcheck", "down", "down", function="x' A x", gradient="2 A x", by="x",
         shapes="A: n x n, x: n")  # fmt: skip


def test_a_kink(look):
    look("gradcheck", function="relu(x)", gradient="heaviside(x, 0)", point="x = 0")


def test_entries_that_do_not_fit(look):
    async def steps(pilot):
        field = pilot.app.screen.query_one("#gradient Input")
        field.focus()
        await pilot.pause()
        field.value = "2x y"
        await press(pilot, "enter")

    look("gradcheck", steps=steps)
