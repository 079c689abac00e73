import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.encoding import is_whole

BODY = bytes(range(256)) * 300
PACKED = gzip.compress(BODY, mtime=0)


@given(body=st.binary(max_size=5000))
def test_what_is_packed_is_whole(body: bytes) -> None:
    assert is_whole(gzip.compress(body), 10**6)


@given(end=st.integers(0, len(PACKED) - 1))
def test_a_cut_stream_is_not_whole_wherever_it_is_cut(end: int) -> None:
    assert not is_whole(PACKED[:end], 10**6)


@pytest.mark.parametrize("place", [0, 12, len(PACKED) - 6])
def test_a_damaged_stream_is_not_whole(place: int) -> None:
    damaged = bytearray(PACKED)
    damaged[place] ^= 0xFF
    assert not is_whole(bytes(damaged), 10**6)


def test_a_raw_stream_of_another_kind_is_not_whole() -> None:
    assert not is_whole(zlib.compress(BODY), 10**6)


def test_a_bomb_is_left_to_the_limit_without_being_unpacked_to_the_end() -> None:
    bomb = gzip.compress(bytes(20 * 2**20))
    assert is_whole(bomb[:-100], 2**20)
