from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.protocols.addresses import LONGEST, address
from crawlers.registry import Origin

BASE = "https://www.veldhorst.example/beleid/index"


@pytest.mark.parametrize(
    ("href", "plain"),
    [
        ("nota.pdf#page=3", "https://www.veldhorst.example/beleid/nota.pdf"),
        (" /a?b=1&c= ", "https://www.veldhorst.example/a?b=1&c="),
        ("HTTPS://WWW.Veldhorst.example:443", "https://www.veldhorst.example/"),
        ("http://www.veldhorst.example:8080/a", "http://www.veldhorst.example:8080/a"),
        ("http://[::1]:80/a", "http://[::1]/a"),
        ("/a;jsessionid=1F2E?id=3&PHPSESSID=77&utm_medium=mail", "https://www.veldhorst.example/a?id=3"),
        ("/a?sid=0123456789abcdef0123", "https://www.veldhorst.example/a"),
        ("/a?sid=17", "https://www.veldhorst.example/a?sid=17"),
        ("/a/b/a/b", "https://www.veldhorst.example/a/b/a/b"),
        ("/a/b/a/b/a", ""),
        ("/2026/11/11", "https://www.veldhorst.example/2026/11/11"),
        ("/" + "/".join(map(str, range(21))), ""),
        (f"/{'x' * LONGEST}", ""),
        ("mailto:a@b.example", ""),
        ("http://[kapot/", ""),
        ("http://gast:geheim@www.veldhorst.example/", ""),
    ],
)
def test_one_thing_has_one_address(href: str, plain: str) -> None:
    assert address(BASE, href) == plain


@given(href=st.text(max_size=60))
def test_an_address_is_a_web_address_or_none_and_stays_the_same(href: str) -> None:
    found = address(BASE, href)
    if found:
        assert Origin.of(found)
        assert address(BASE, found) == found
