"""Steps to be put in order, on narrow screens."""

from tests.screens.desk import app_of, desk
from tests.screens.test_screens import at


async def test_a_step_that_wraps_goes_on_under_its_text(tmp_path):
    app = app_of(desk(tmp_path / "cache"))
    async with app.run_test(size=(40, 40)) as pilot:
        screen = await at(pilot, "pieces", "pieces-order")
        number, text = max(screen.query("StepLine"), key=lambda line: line.size.height).children
        assert text.size.height > 1
        assert text.region.x == number.region.right
