"""What the learner did, kept in SQLite, and when it comes back.

`store.Store` is the door. `records` holds the words; `schedule` says when an exercise
returns; `statistics` counts; `exchange` writes, reads and merges exports; `database` and
`backup` keep the file sound.
"""
