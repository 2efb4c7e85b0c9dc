"""Where progress is kept."""

import os
from pathlib import Path


def default_path() -> Path:
    """`TUTOR_DB` if it is set, else `progress.db` in the user's data folder."""
    named = os.environ.get("TUTOR_DB")
    if named:
        return Path(named).expanduser()
    return data_folder() / "progress.db"


def data_folder() -> Path:
    """The folder the system keeps a user's program data in (`~/.local/share/tutor`)."""
    import platformdirs  # 24 ms; not needed when the path is given

    return platformdirs.user_data_path("tutor", appauthor=False)
