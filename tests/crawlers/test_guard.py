import pytest
from builders import source
from scrapy import Request
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

from crawlers.guard import AllowList, OutsideAllowList, PublicAddressResolver
from crawlers.plan import SourcePlan
from crawlers.registry import Origin
from pipeline.records import Source

ALLOWED = frozenset({Origin("https", "api.voorbeeld.example", 443), Origin("http", "127.0.0.1", 8001)})


def allow_list(*others: SourcePlan) -> AllowList:
    return AllowList((SourcePlan(source=source(), base_url="", origins=ALLOWED, first=True), *others))


@pytest.mark.parametrize(
    "url",
    ["https://api.voorbeeld.example/x", "https://API.voorbeeld.example:443/x", "http://127.0.0.1:8001/robots.txt"],
)
def test_a_listed_origin_may_be_asked(url: str) -> None:
    allow_list().process_request(Request(url))


@pytest.mark.parametrize(
    "url",
    [
        "http://api.voorbeeld.example/x",
        "https://api.voorbeeld.example:8443/x",
        "https://voorbeeld.example/x",
        "https://api.voorbeeld.example.elders.example/x",
        "http://127.0.0.1:8002/x",
        "http://127.0.0.1/x",
        "https://127.0.0.1:8001/x",
        "http://localhost:8001/x",
        "http://127.1:8001/x",
        "http://0x7f000001:8001/x",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]:8001/x",
        "ftp://127.0.0.1:8001/x",
        "file:///etc/passwd",
        "data:text/plain,x",
        "http://elders.example:80@127.0.0.1:8001/x",
        "http://127.0.0.1:8001@elders.example/x",
    ],
)
def test_every_other_origin_is_refused(url: str) -> None:
    with pytest.raises(OutsideAllowList, match=r"allow-list|no web address|user name"):
        allow_list().process_request(Request(url))


def judged(monkeypatch: pytest.MonkeyPatch, name: str, address: str) -> list[object]:
    """What the resolver makes of a name at this address; the look-up itself is not ours."""
    monkeypatch.setattr(PublicAddressResolver, "private", {})
    monkeypatch.setitem(__import__("scrapy.resolver").resolver.dnscache, name, address)
    resolver = PublicAddressResolver(None, 10, 1.0)  # type: ignore[arg-type]
    answers: list[object] = []
    found: Deferred[str] = resolver.getHostByName(name)
    found.addBoth(answers.append)
    return answers


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.0.0.8", "192.168.1.1", "169.254.169.254", "100.64.0.1", "198.18.0.1"]
)
def test_a_name_at_a_private_address_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    (answer,) = judged(monkeypatch, "api.voorbeeld.example", address)
    assert answer.check(DNSLookupError)  # type: ignore[attr-defined]
    with pytest.raises(OutsideAllowList, match=f"at {address}, which is not a public address"):
        allow_list().process_request(Request("https://api.voorbeeld.example/x"))


def test_a_name_at_a_public_address_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert judged(monkeypatch, "api.voorbeeld.example", "9.9.9.9") == ["9.9.9.9"]
    allow_list().process_request(Request("https://api.voorbeeld.example/x"))


def test_an_address_that_is_listed_as_a_number_stays_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert judged(monkeypatch, "127.0.0.1", "127.0.0.1") == ["127.0.0.1"]


def test_a_source_may_not_ask_at_the_address_of_another() -> None:
    other = Source(id="GM9902:ibabs", gemeentecode="GM9902", gemeente="Veldhorst", system="ibabs", key="veldhorst")
    elsewhere = frozenset({Origin("https", "veldhorst.voorbeeld.example", 443)})
    guard = allow_list(SourcePlan(source=other, base_url="", origins=elsewhere, first=True))
    url = "https://veldhorst.voorbeeld.example/Calendar"
    guard.process_request(Request(url, meta={"source_id": other.id}))
    guard.process_request(Request("https://veldhorst.voorbeeld.example/robots.txt"))
    with pytest.raises(OutsideAllowList):
        guard.process_request(Request(url, meta={"source_id": source().id}))
