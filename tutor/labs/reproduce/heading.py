"""The line under the pages' names."""

from textual.content import Content

from tutor.labs.reproduce.model import Model
from tutor.labs.reproduce.pages.page import Say


def heading_of(model: Model, say: Say) -> Content:
    """Which reproduction of how many is open, and where the learner is in it."""
    name = model.page
    pieces: list[str | tuple[str, str]] = []
    if len(model.books) > 1:
        pieces.append((f"{model.open + 1}/{len(model.books)}  ", "$muted"))
    if name in ("causes", "shelf"):
        pieces.append((say("page_" + name), "bold"))
        if name == "causes":
            pieces.append(" · ")
    if name != "shelf":
        title = " ".join(model.book.paper.split()) or say("untitled")
        pieces.append((title, "$muted"))
    return Content.assemble(*pieces)
