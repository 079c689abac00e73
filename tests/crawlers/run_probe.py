"""Ask around in a process of its own (the reactor starts once per process), described by JSON on stdin."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

from crawlers.municipalities import Registered
from crawlers.probe import ProbeAnswer, candidates, patterns
from crawlers.spiders.probe import probe
from pipeline.records import Municipality


def main() -> None:
    asked = json.load(sys.stdin)
    place = Municipality(code="GM9901", name=asked["name"], province="Zuid-Maren")
    row = Registered(municipality=place, system="unknown", system_key="")
    answers: list[ProbeAnswer] = []
    wanted = tuple(candidates(row, patterns(asked["patterns"])))
    probe(wanted, answers.append, contact=asked["contact"], delay=0)
    json.dump([asdict(answer) for answer in answers], sys.stdout)


if __name__ == "__main__":
    main()
