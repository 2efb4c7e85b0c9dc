"""The usual causes of a gap, by symptom; what to look at stands in strings.toml.

The sentences of a cause are `cause_SYMPTOM_CAUSE` and `look_SYMPTOM_CAUSE`.
"""

from collections.abc import Mapping

CAUSES: Mapping[str, tuple[str, ...]] = {
    "nan": ("overflow", "rate", "clip", "log", "data"),
    "flat": ("batch", "optimizer", "detached", "labels", "rate"),
    "plateau": ("schedule", "accumulation", "decay", "capacity", "input"),
    "overfit": ("regularise", "augment", "split", "size"),
    "metric": ("checkpoint", "tokenizer", "eval", "definition", "split", "average"),
    "seeds": ("more", "init", "test", "deterministic", "best"),
    "slow": ("accumulation", "loader", "precision", "batch", "logging"),
}
"""In the order in which they are looked at: likely and cheap first."""

SYMPTOMS: tuple[str, ...] = tuple(CAUSES)
EVERY: tuple[str, ...] = tuple(
    f"{symptom}-{cause}" for symptom, causes in CAUSES.items() for cause in causes
)
