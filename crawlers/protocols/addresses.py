"""Addresses as they stand in pages, feeds and sitemaps: made absolute, and the same one written the same way."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from crawlers.registry import Origin

_VISIT = re.compile(
    r"(?:j?sessionid|phpsessid|aspsessionid\w*|asp\.net_sessionid|cftoken|utm_\w+|fbclid|gclid)=.*"
    r"|(?:sid|session|session_id)=[\da-f-]{16,}",
    re.IGNORECASE,
)
"""Parameters that say who looks or from where he came, never what is there."""
_SESSION_IN_PATH = re.compile(r";(?:j?sessionid|phpsessid|sid)=[^/;?#]*", re.IGNORECASE)
MOST_REPETITIONS = 2
"""So often one and the same step may stand in a path: more is a link that goes round."""
DEEPEST_PATH = 20
LONGEST = 2000


def address(base: str, href: str) -> str:
    """Make an address absolute and plain; empty when it is no web address, such as `mailto:`, or goes round."""
    try:
        parts = urlsplit(urljoin(base, href.strip()))
        origin = Origin.of(parts.geturl())
    except ValueError:
        return ""
    url = urlunsplit(_plain(parts, origin))
    return "" if _goes_round(url) else url


def _plain(parts: SplitResult, origin: Origin) -> tuple[str, str, str, str, str]:
    """Without session, fragment and the usual port, which change the address and not what is there."""
    usual = {"http": 80, "https": 443}[origin.scheme]
    host = f"[{origin.host}]" if ":" in origin.host else origin.host
    netloc = host if origin.port == usual else f"{host}:{origin.port}"
    kept = (part for part in parts.query.split("&") if not _VISIT.fullmatch(part))
    return origin.scheme, netloc, _SESSION_IN_PATH.sub("", parts.path) or "/", "&".join(kept), ""


def _goes_round(url: str) -> bool:
    """Tell a trap by its form: a step that comes back, or an endless path."""
    steps = [step for step in urlsplit(url).path.split("/") if step]
    too_often = any(steps.count(step) > MOST_REPETITIONS for step in set(steps))
    return too_often or len(steps) > DEEPEST_PATH or len(url) > LONGEST
