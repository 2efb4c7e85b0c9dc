"""Random attempts: few exercises and few moments, so that everything collides."""

from hypothesis import strategies as st

from tutor.progress.records import Attempt

NOW = 1_800_000_000_000
DAY = 86_400_000

exercises = st.sampled_from(["chain-1", "chain-2", "softmax-1"])
moments = st.integers(0, 40).map(lambda n: NOW + n * DAY // 4)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


@st.composite
def attempts(draw: st.DrawFn) -> Attempt:
    exercise = draw(exercises)
    of = draw(st.integers(0, 5))
    return Attempt(
        exercise=exercise,
        lesson=exercise.split("-")[0],
        verdict=draw(st.sampled_from(["right", "wrong", "undecided", "rated"])),
        at=draw(moments),
        answer=draw(texts),
        seed=draw(st.integers(0, 3)),
        made=draw(st.integers(0, of)),
        of=of,
        hints=draw(st.integers(0, 2)),
        solution_seen=draw(st.booleans()),
        milliseconds=draw(st.sampled_from([0, 5_000, 60_000])),
        skills=tuple(draw(st.lists(texts, max_size=2))),
    )
