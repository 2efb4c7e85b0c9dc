"""Practice without end: what is asked next, how hard, and how a rehearsal goes.

Everything here is pure. A deck deals ordinary exercises of existing kinds, so that they are
shown, judged and recorded like those of a lesson.
"""
