"""Trees turned into other trees: parts replaced, vectors written out, numbers put in."""
