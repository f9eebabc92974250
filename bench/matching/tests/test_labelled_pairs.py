"""The published figures hold for the code as it is, on the pairs that are committed with it."""

import pytest

from bench.matching.evaluate import blocking, measure, ours, peers
from bench.matching.pairs import vietnamese


@pytest.fixture(scope="module")
def pairs():
    return list(vietnamese())


def test_there_are_enough_pairs_and_each_half_has_its_share(pairs):
    assert len([pair for pair in pairs if pair.made == "natural"]) >= 700
    assert {pair.label for pair in pairs} == {"same", "different", "undecidable"}
    for split in ("dev", "held-out"):
        assert len([pair for pair in pairs if pair.split == split]) > 400


@pytest.mark.parametrize("split", ["dev", "held-out"])
def test_matching_reaches_its_goals_on_both_halves(pairs, split):
    found = measure([pair for pair in pairs if pair.split == split], ours)
    assert found["precision"] >= 0.995
    assert found["recall"] >= 0.95


def test_keys_bring_the_pairs_together(pairs):
    assert blocking(pairs)["recall"] >= 0.97


def test_the_peer_is_asked_the_same_pairs(pairs):
    few = pairs[:200]
    assert measure(few, peers)["pairs"] == measure(few, ours)["pairs"]
