"""How many people live in a municipality, roughly: enough to tell a small one from a large one."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def inhabitants() -> dict[str, int]:
    """Give the inhabitants in 2016 by code; municipalities that were formed since are not there."""
    with files("crawlers").joinpath("inhabitants.csv").open(encoding="utf-8") as rows:
        return {row["code"]: int(row["inhabitants_2016"]) for row in csv.DictReader(rows)}
