"""Finding what is wrong in lesson files, all of it at once and each at its place.

    files      which files, read and brought together: ids, prerequisites, courses
    places     where in a file a text's n-th character stands
    texts      languages, mathematics and holes in every text
    proof      each exercise is dealt, solved by its own key and by its own mistakes
    run        all of these, on every core

It loads the same reader, kinds and layout that learners meet, so what passes here works
there.
"""
