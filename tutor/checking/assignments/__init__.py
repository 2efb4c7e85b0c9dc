"""Check a function that a learner wrote: run it in another process, compare what it gives.

    declared.py → inputs.py            what is asked, as data; the arguments it stands for
    running.py ⇄ keeper.py → child.py  this process; the one that watches; the one that runs it
    limits.py  packing.py              what the last may not do; how values come back
    checks.py  returned.py  comparing.py  expected.py     what they gave against what is right
    functions.py  slips/               our own versions, and what known slips give
    autograd.py  second_opinion.py     the same by PyTorch, where it is installed
    source.py  model_answer.py         reading a text without running it; a text that is right

`keeper.py`, `child.py`, `limits.py`, `packing.py` and `functions.py` are loaded by path in an
isolated interpreter, so they import nothing of ours.
"""
