"""Parameter counts, against architectures worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.labs.reproduce.strategies import unhurried
from tutor.labs import LabError
from tutor.labs.reproduce.counting import (
    KINDS,
    count,
    explained_by,
    fit,
    fitted,
    shown,
    total,
)


def rows(*texts):
    """Rows as a lesson writes them: label | kind | times | sizes."""
    return tuple(fitted(tuple(cell.strip() for cell in text.split("|"))) for text in texts)


def parameters(text):
    (row,) = rows(text)
    return count(row).parameters


def test_gpt2_small_has_the_parameters_it_is_known_for():
    # d = 768, 12 blocks: a block has 12 d² + 13 d = 7,077,888 + 9,984 = 7,087,872.
    tokens = 50257 * 768  # 38,597,376, shared with the output
    positions = 1024 * 768  # 786,432
    blocks = 12 * 7_087_872  # 85,054,464
    last_norm = 2 * 768
    assert tokens + positions + blocks + last_norm == 124_439_808
    table = rows(
        "tokens | embedding | 1 | 50257 | 768",
        "positions | embedding | 1 | 1024 | 768",
        "blocks | block | 12 | 768 | 4*768 | 12",
        "last norm | layernorm | 1 | 768",
        "output | embedding | 1 | 50257 | 768 | yes",
    )
    assert total(table).parameters == 124_439_808


def test_bert_base_has_the_parameters_it_is_known_for():
    # (30522 + 512 + 2) · 768 = 23,835,648; a norm 1,536; 12 blocks 85,054,464;
    # the pooler 768² + 768 = 590,592.
    assert 23_835_648 + 1_536 + 85_054_464 + 590_592 == 109_482_240
    table = rows(
        "tokens | embedding | 1 | 30522 | 768",
        "positions | embedding | 1 | 512 | 768",
        "segments | embedding | 1 | 2 | 768",
        "norm | layernorm | 1 | 768",
        "blocks | block | 12 | 768 | 3072 | 12",
        "pooler | linear | 1 | 768 | 768",
    )
    assert total(table).parameters == 109_482_240
    assert fit(109_482_240, 110_000_000) == "close"


def test_vit_b_16_has_the_parameters_it_is_known_for():
    # patches 16²·3·768 + 768 = 590,592; class token 768; positions (14² + 1)·768 = 151,296;
    # 12 blocks 85,054,464; norm 1,536; head 768·1000 + 1000 = 769,000.
    assert 590_592 + 768 + 151_296 + 85_054_464 + 1_536 + 769_000 == 86_567_656
    table = rows(
        "patches | conv | 1 | 16 | 3 | 768",
        "class token | weights | 1 | 768",
        "positions | embedding | 1 | 14^2 + 1 | 768",
        "blocks | block | 12 | 768 | | 12",
        "norm | layernorm | | 768",
        "head | linear | | 768 | 1000",
    )
    assert total(table).parameters == 86_567_656


def test_the_stem_of_resnet_18_and_the_whole_of_it():
    # 7²·3·64 = 9,408 without bias; batch norm 128.
    stem = rows("conv | conv | 1 | 7 | 3 | 64 | | no", "norm | batchnorm | 1 | 64")
    assert total(stem).parameters == 9_408 + 128
    # Stages of two blocks of two 3 × 3 convolutions with norms; from the second stage on a
    # 1 × 1 convolution with norm beside the first block. Head 512·1000 + 1000.
    stages = [
        f"{name} | conv | {n} | {k} | {a} | {b} | | no"
        for name, n, k, a, b in [
            ("1", 4, 3, 64, 64),
            ("2a", 1, 3, 64, 128),
            ("2b", 3, 3, 128, 128),
            ("2s", 1, 1, 64, 128),
            ("3a", 1, 3, 128, 256),
            ("3b", 3, 3, 256, 256),
            ("3s", 1, 1, 128, 256),
            ("4a", 1, 3, 256, 512),
            ("4b", 3, 3, 512, 512),
            ("4s", 1, 1, 256, 512),
        ]
    ]
    norms = [
        f"norm | batchnorm | {n} | {dim}" for n, dim in [(4, 64), (5, 128), (5, 256), (5, 512)]
    ]
    whole = rows(*stages, *norms, "head | linear | 1 | 512 | 1000")
    assert total((*stem, *whole)).parameters == 11_689_512


def test_the_base_transformer_is_within_5_percent_of_its_65_million():
    # 37000·512 = 18,944,000; an encoder block 4·512² + 4·512 + 2·512·2048 + 2048 + 512 + 4·512
    # = 3,152,384; a decoder block another attention and norm more: 4,204,032.
    assert 18_944_000 + 6 * (3_152_384 + 4_204_032) == 63_082_496
    table = rows(
        "embedding | embedding | 1 | 37000 | 512",
        "encoder | block | 6 | 512 | 2048 | 8",
        "decoder | block | 6 | 512 | 2048 | 8 | | yes | yes",
    )
    assert total(table).parameters == 63_082_496
    assert fit(63_082_496, 65_000_000) == "close"


@pytest.mark.parametrize(
    ("text", "by_hand"),
    [
        ("x | linear | 1 | 784 | 128", 784 * 128 + 128),
        ("x | linear | 1 | 784 | 128 | no", 784 * 128),
        ("x | linear | 3 | 4*768 | 768", 3 * (3072 * 768 + 768)),
        ("x | conv | 1 | 3 | 16 | 64 | 16 | yes", 9 * 1 * 64 + 64),
        ("x | conv | 1 | 1x7 | 16 | 64 | | no", 7 * 16 * 64),
        ("x | conv | 1 | 3×3×3 | 1 | 8", 27 * 8 + 8),
        ("x | attention | 1 | 512 | 8 | | no", 4 * 512**2),
        ("x | attention | 1 | 512", 4 * 512**2 + 4 * 512),
        # 32 heads of 128, 8 of keys and values: those are 8·128 = 1024 wide.
        ("x | attention | 1 | 4096 | 32 | 8 | no", 2 * 4096**2 + 2 * 4096 * 1024),
        ("x | rmsnorm | 1 | 4096", 4096),
        ("x | layernorm | 1 | 768 | no", 768),
        ("x | batchnorm | 2 | 64", 2 * 128),
        ("x | weights | 1 | 25,000", 25_000),
        ("x | embedding | 1 | 32k | 4096", 32_000 * 4096),
    ],
)
def test_a_layer_has_as_many_parameters_as_its_weights_have_entries(text, by_hand):
    assert parameters(text) == by_hand


@unhurried
@given(st.integers(1, 4096), st.integers(1, 64))
def test_a_block_has_12_d_squared_and_13_d(d, times):
    assert parameters(f"x | block | {times} | {d}") == times * (12 * d * d + 13 * d)


@unhurried
@given(st.integers(1, 64), st.integers(1, 64))
def test_the_number_of_heads_changes_nothing_unless_keys_share_them(heads, size):
    d = heads * size
    assert parameters(f"x | attention | 1 | {d} | {heads}") == 4 * d * d + 4 * d
    assert parameters(f"x | attention | 1 | {d} | {heads} | {heads}") == 4 * d * d + 4 * d


@pytest.mark.parametrize(
    ("text", "field", "says"),
    [
        ("x | linear | 1 | | 3", "in", "missing"),
        ("x | linear | 1 | abc | 3", "in", "not a number"),
        ("x | linear | 1 | 4* | 3", "in", "not a number"),
        ("x | linear | 1 | 1/0 | 3", "in", "not a number"),
        ("x | linear | 1 | 9^9^9^9 | 3", "in", "not a number"),
        ("x | linear | 1 | -3 | 3", "in", "out of range"),
        ("x | linear | 1 | 2.5 | 3", "in", "whole"),
        ("x | linear | 10^20 | 2 | 3", "times", "out of range"),
        ("x | linear | 0 | 2 | 3", "times", "out of range"),
        ("x | linear | 1 | 2 | 3 | maybe", "bias", "neither yes nor no"),
        ("x | conv | 1 | 3 | 10 | 12 | 4", "in", "divisible"),
        ("x | conv | 1 | 3x3x3x3 | 1 | 1", "k", "sides"),
        ("x | attention | 1 | 512 | 7", "heads", "divisible"),
        ("x | attention | 1 | 512 | 8 | 3", "kv", "divisible"),
        ("x | attention | 1 | 512 | | 3", "heads", "heads"),
    ],
)
def test_a_size_that_cannot_be_is_told_at_its_cell(text, field, says):
    with pytest.raises(LabError, match=says) as caught:
        parameters(text)
    assert caught.value.field == field


def test_a_row_that_cannot_be_counted_leaves_the_others_counted():
    found = total(rows("a | linear | 1 | 2 | 3", "b | linear | 1 | ? | 3"))
    assert (found.parameters, found.unread) == (9, 1)


def test_five_percent_still_fits_and_more_does_not():
    assert fit(105, 100) == "close"
    assert fit(95, 100) == "close"
    assert fit(10_501, 10_000) == "far"


def test_a_matrix_counted_twice_is_found():
    # GPT-2 small with an output matrix of its own.
    table = rows(
        "tokens | embedding | 1 | 50257 | 768",
        "positions | embedding | 1 | 1024 | 768",
        "blocks | block | 12 | 768",
        "output | embedding | 1 | 50257 | 768",
    )
    assert explained_by(table, 124_000_000) == ("tokens", True)
    assert explained_by(table[1:3], 124_000_000) is None


def test_a_count_shows_letters_numbers_and_result():
    (row,) = rows("x | linear | 2 | 3 | 4")
    assert shown(count(row)) == "N·(in·out + out) = 2·(3·4 + 4) = 32"


@unhurried
@given(st.sampled_from(sorted(KINDS)), st.data())
def test_the_numbers_shown_give_the_number_told(kind, data):
    """The worked formula, computed, is the count: reading it is reading what was done."""
    fixed = {"d": "16", "heads": "8", "kv": "4", "groups": "4"}
    drawn = st.sampled_from(["8", "16"])
    sizes = [
        data.draw(st.sampled_from(["yes", "no"]) if size.switch else drawn)
        if size.name not in fixed
        else fixed[size.name]
        for size in KINDS[kind].sizes
    ]
    (row,) = rows(" | ".join(["x", kind, "3", *sizes]))
    found = count(row)
    worked = found.worked.replace("·", "*").replace("²", "**2").replace("/", "//")
    assert eval(worked) == found.parameters
