"""How the backprop lab looks."""


def test_the_first_look(look):
    look("backprop")


def test_a_hidden_blame_with_its_numbers(look):
    look("backprop", preset="course", select="dz1[2]")


def test_the_table_of_a_layer(look):
    look("backprop", "f3", preset="relu-tanh-softmax", select="dz2[2]", norm="on")


def test_ten_sigmoids_and_the_fading_gradient(look):
    look("backprop", "f4", "k", "k", preset="ten-sigmoids")


def test_training(look):
    look("backprop", "f5", "U", "U", preset="course")


def test_the_setup(look):
    look("backprop", "f6", preset="course")


def test_an_answer_that_missed_a_link(look):
    async def answer(pilot):
        pilot.app.focused.value = "-0.03295"

    look("backprop", "enter", steps=answer, preset="course", at="10", mode="answer")


def test_a_large_network(look):
    look("backprop", sizes="64-32-48-16-8-10", activation="gelu softmax", select="a2[20]")
