import pytest

from tutor.checking.assignments.running import Runner


@pytest.fixture(scope="module")
def runner():
    with Runner() as runner:
        yield runner
