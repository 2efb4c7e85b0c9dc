"""How the tangent lab looks."""


def test_the_first_look(look):
    look("tangent")


def test_the_curve_with_all_there_is_to_show(look):
    look(
        "tangent",
        function="x^3 - 3x",
        point="0.5",
        h="0.5",
        show="slope curvature bends points",
    )


def test_poles(look):
    look("tangent", function="(x^2 + 1)/(x^2 - 1)", point="1")


def test_a_kink(look):
    look("tangent", function="|x^2 - 1|", point="1")


def test_a_task(look):
    look("tangent", "enter", task="slope", point="2.5")


def test_a_drawn_guess(look):
    look("tangent", "enter", task="draw", guess="-5, -4, -2.5, 0, 1, 4, 3")
