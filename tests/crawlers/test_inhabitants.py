from datetime import date

from crawlers.inhabitants import inhabitants
from crawlers.municipalities import shipped


def test_nearly_every_municipality_of_today_has_inhabitants() -> None:
    today = set(shipped().on(date(2026, 11, 25)))
    known = inhabitants()
    assert len(today & set(known)) >= 319
    assert all(900 < number < 1_000_000 for number in known.values())
    assert max(known, key=lambda code: known[code]) == "GM0363"  # Amsterdam
