"""The workbook as it looks; after a change that is meant: `--snapshot-update`, and look."""


def test_empty(look):
    look("reproduce")


def test_paper(look):
    look("reproduce", "down", "down", "down", sample="attention")


def test_hyperparameters(look):
    look("reproduce", "down", "right", "enter", sample="attention", page="hyper")


def test_count(look):
    look("reproduce", "down", "down", "right", "right", sample="attention", page="count")


def test_batch(look):
    look("reproduce", "down", "down", sample="attention", page="batch")


def test_rate(look):
    look("reproduce", sample="attention", page="rate")


def test_results(look):
    look("reproduce", "ctrl+home", sample="attention", page="results")


def test_causes(look):
    look("reproduce", "down", "enter", "down", "down", sample="attention", page="causes")


def test_readme(look):
    look("reproduce", sample="attention", page="export")


def test_shelf(look):
    look("reproduce", **{"sample": "attention", "2.paper": "LoRA", "page": "shelf"})
