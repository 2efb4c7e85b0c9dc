"""What all tests share."""

import os


def pytest_xdist_auto_num_workers(config):
    """One more than there are cores: screens and terminals spend a part of their time waiting."""
    return (os.cpu_count() or 1) + 1
