"""Losses as modules; each calls the function of `F`."""

from __future__ import annotations

from tutor.checking.shapes.operations.modules import through
from tutor.checking.shapes.registry import add

add("nn: CosineSimilarity (axis=1, eps=1e-08)", through("F", "cosine_similarity"))
add("nn: PairwiseDistance (p=2.0, eps=1e-06, keepdims=False)", through("F", "pairwise_distance"))
_SETTINGS = "*settings, **more"
for _class, _function in {
    "MSELoss": "mse_loss",
    "L1Loss": "l1_loss",
    "SmoothL1Loss": "smooth_l1_loss",
    "HuberLoss": "huber_loss",
    "KLDivLoss": "kl_div",
    "BCELoss": "binary_cross_entropy",
    "BCEWithLogitsLoss": "binary_cross_entropy_with_logits",
    "CrossEntropyLoss": "cross_entropy",
    "NLLLoss": "nll_loss",
    "CosineEmbeddingLoss": "cosine_embedding_loss",
    "TripletMarginLoss": "triplet_margin_loss",
    "MarginRankingLoss": "margin_ranking_loss",
    "SoftMarginLoss": "soft_margin_loss",
    "PoissonNLLLoss": "poisson_nll_loss",
    "GaussianNLLLoss": "gaussian_nll_loss",
    "HingeEmbeddingLoss": "hinge_embedding_loss",
    "MultiMarginLoss": "multi_margin_loss",
}.items():
    add(f"nn: {_class} ({_SETTINGS})", through("F", _function))
