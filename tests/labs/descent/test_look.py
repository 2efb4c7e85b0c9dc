"""The descent lab as it looks, in both sizes, themes and languages."""

from tests.labs.desk import press


def test_the_first_loss_after_some_steps(look):
    look("descent", "f3", "f3", "f3")


def test_a_rate_that_diverges(look):
    look("descent", *["f3"] * 8, rate="0.3")


def test_a_valley_with_momentum(look):
    look("descent", "ctrl+right", "ctrl+right", loss="(x^2 + 100 y^2)/2",
         start="x = 10, y = 1", rate="0.019", method="momentum", momentum="0.8")  # fmt: skip


def test_the_loss_by_step_with_adam(look):
    look("descent", *["ctrl+right"] * 6, method="adam", show="curve")


def test_a_mistake_in_a_field(look):
    async def steps(pilot):
        field = pilot.app.screen.query_one("#rate Input")
        field.focus()
        await pilot.pause()
        field.value = "fast"
        await press(pilot, "enter")

    look("descent", steps=steps)


def test_the_examples(look):
    look("descent", "f7", "down")
