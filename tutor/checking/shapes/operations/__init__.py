"""The operations by family, a file each; `modules` holds what `torch.nn` has as classes."""

from importlib import import_module

FAMILIES = (
    "activations",
    "attention",
    "binary",
    "conversion",
    "convolution",
    "cumulative",
    "diagonals",
    "distances",
    "einops",
    "einsum",
    "expanding",
    "filled",
    "fitting",
    "fourier",
    "functional",
    "gathering",
    "grids",
    "indexing",
    "joining",
    "linear_algebra",
    "losses",
    "masking",
    "math_functions",
    "modules.activations",
    "modules.attention",
    "modules.containers",
    "modules.convolutions",
    "modules.layers",
    "modules.losses",
    "modules.normalizations",
    "modules.recurrent",
    "normalization",
    "norms",
    "operators",
    "padding",
    "pooling",
    "products",
    "promotion",
    "properties",
    "random",
    "ranges",
    "reductions",
    "reshaping",
    "resizing",
    "selecting",
    "sorting",
    "splitting",
    "squeezing",
    "statistics",
    "transposing",
    "unary",
    "windows",
)


def load() -> None:
    """Register every operation."""
    for family in FAMILIES:
        import_module(f"{__name__}.{family}")
