"""From a typed answer to a verdict: a judge for every form of answer."""
