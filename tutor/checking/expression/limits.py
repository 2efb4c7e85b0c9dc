"""Bounds of what is read, so that no text costs more than milliseconds or a deep stack."""

MAX_LENGTH = 10_000
"""Characters of text."""

MAX_WORD = 200
"""Letters, digits and subscripts of one run."""

MAX_SUBSCRIPT = 20
"""Characters of a subscript that stands behind a power."""

MAX_DEPTH = 60
"""Brackets, powers and arguments within each other, while reading."""

MAX_TREE_DEPTH = 100
"""Levels of a finished tree; also counts chains that nest, such as `a/b/c/…`."""

MAX_DIGITS = 400
"""Digits of one number, and the largest power of ten in `1e400`."""
