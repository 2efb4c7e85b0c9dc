"""What of a reproduction is written on which page."""

from tutor.labs.reproduce.model import Model
from tutor.labs.reproduce.workbook import BATCH, SCHEDULE

FIELDS = {
    "paper": ("paper", "link", "claim", "steps"),
    "hyper": ("hyper",),
    "count": ("layers", "parameters"),
    "batch": BATCH,
    "rate": (*SCHEDULE, "at"),
    "results": ("results", "gap"),
    "causes": ("causes",),
}


def where(before: Model, after: Model) -> str:
    """The page on which two states differ; where the learner is, when it is no page's."""
    if (len(before.books), before.open) != (len(after.books), after.open):
        return before.page
    for page, names in FIELDS.items():
        if any(getattr(before.book, name) != getattr(after.book, name) for name in names):
            return before.page if before.page in ("export", "shelf") else page
    return before.page
