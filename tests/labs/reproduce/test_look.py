"""The workbook as it looks; after a change that is meant: `--snapshot-update`, and look."""


def test_empty(look):
    assert look("reproduce")


def test_paper(look):
    assert look("reproduce", "down", "down", "down", sample="attention")


def test_hyperparameters(look):
    assert look("reproduce", "down", "right", "enter", sample="attention", page="hyper")


def test_count(look):
    assert look("reproduce", "down", "down", "right", "right", sample="attention", page="count")


def test_batch(look):
    assert look("reproduce", "down", "down", sample="attention", page="batch")


def test_rate(look):
    assert look("reproduce", sample="attention", page="rate")


def test_results(look):
    assert look("reproduce", "ctrl+home", sample="attention", page="results")


def test_causes(look):
    assert look("reproduce", "down", "enter", "down", "down", sample="attention", page="causes")


def test_readme(look):
    assert look("reproduce", sample="attention", page="export")


def test_shelf(look):
    assert look("reproduce", **{"sample": "attention", "2.paper": "LoRA", "page": "shelf"})
