"""The operations by family; importing this package registers them all."""

from importlib import import_module

FAMILIES = (
    "attention",
    "convolution",
    "creation",
    "einops",
    "einsum",
    "elementwise",
    "fourier",
    "functional",
    "indexing",
    "joining",
    "linear_algebra",
    "losses",
    "modules",
    "normalization",
    "random",
    "rearranging",
    "recurrent",
    "reductions",
    "selecting",
    "sorting",
)


def load() -> None:
    """Register every operation."""
    for family in FAMILIES:
        import_module(f"{__name__}.{family}")
