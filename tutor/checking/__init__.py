"""The mathematics: reading, deciding, explaining. Knows nothing about lessons.

>>> from tutor.checking import check
>>> check("2x", "x + x").evidence
'proved'
>>> check("3x^2", "2x", variables={"x": "real"}).witness.at
{'x': '1'}
"""

from collections.abc import Mapping

from tutor.exercise import Undecided, Verdict

__all__ = ["check"]


def check(
    answer: str,
    key: str | None = None,
    *,
    kind: str | None = None,
    variables: Mapping[str, str] | None = None,
    tolerance: float | int | str | None = None,
    function: str | None = None,
    wrt: str | None = None,
    same_domain: bool = False,
    ordered: bool = True,
    free_constant: bool = False,
    prove: bool = False,
    seed: int = 0,
) -> Verdict:
    """Judge an answer against a key; both as typed, in any notation that is read.

    key: left out, it is the derivative of `function` with respect to `wrt`.
    kind: expression, equation, set, interval, list or matrix, or another name of these such as
    `number`, `vector`, `inequality`; None: the key decides.
    variables: name → assumption, words of `real`, `positive`, `nonnegative`, `negative`,
    `nonpositive`, `nonzero`, `integer`, `natural`, `probability`, `complex`, or an interval
    `(0, 1)`. Then a name that is not among them makes the answer unreadable. None: every
    name in key and answer is a real variable, and an answer in other variables than the
    key's is wrong.
    tolerance: `0.01` allows a difference of 0.01, `1%` a hundredth of the key's size.
    function, wrt: the function that the answer is the derivative of; it gives the witness
    a measured slope, and mistakes their names.
    same_domain: whether an answer defined elsewhere than the key is wrong.
    ordered: whether the order of a list counts. free_constant: whether the answer may
    differ from the key by a constant (`+ C`). prove: look for a symbolic proof as well.
    seed: where sampled points start; the verdict does not depend on it.

    Raises TutorError when the question itself makes no sense (a key that cannot be read).
    """
    from tutor.checking.judging import proof
    from tutor.checking.judging.judge import judge
    from tutor.checking.question import UnwrittenError, ask

    try:
        question = ask(
            key,
            kind=kind,
            variables=variables,
            tolerance=tolerance,
            function=function,
            wrt=wrt,
            same_domain=same_domain,
            ordered=ordered,
            free_constant=free_constant,
            seed=seed,
        )
    except UnwrittenError as error:
        return Undecided(why=error.why)
    verdict = judge(question, answer)
    return proof.attempt(question, answer, verdict) if prove else verdict
