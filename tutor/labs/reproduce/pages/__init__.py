"""The pages of the workbook, apart from the screen."""

from tutor.labs.reproduce.pages.batch import BatchPage
from tutor.labs.reproduce.pages.causes import CausesPage
from tutor.labs.reproduce.pages.count import CountPage
from tutor.labs.reproduce.pages.hyper import HyperPage
from tutor.labs.reproduce.pages.page import Page
from tutor.labs.reproduce.pages.paper import PaperPage
from tutor.labs.reproduce.pages.rate import RatePage
from tutor.labs.reproduce.pages.results import ResultsPage
from tutor.labs.reproduce.pages.shelf import ShelfPage

__all__ = ["Page", "pages"]


def pages() -> dict[str, Page]:
    """Each page by its name; the README, which is only read, is none of them."""
    made: tuple[Page, ...] = (
        PaperPage(),
        HyperPage(),
        CountPage(),
        BatchPage(),
        RatePage(),
        ResultsPage(),
        CausesPage(),
        ShelfPage(),
    )
    return {page.name: page for page in made}
