"""How long ranges of replacement cost take for many systems.

Promise: 20,000 draws for each of 1,000 systems in at most 2 s of processor time.
Run: python benchmarks/valuation.py [SYSTEMS]; without any, one hundred.
"""

from __future__ import annotations

import sys

from _measuring import measured, say

from ospolis.engines.valuation import Assumptions, Package, Triangle, draw_replacement

# Another number of lines for each, from some hundreds to half a million.
SMALLEST, STEP, LARGEST = 400, 7_919, 500_000


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    packages = [Package(f"system-{number:04}", SMALLEST + number * STEP % LARGEST) for number in range(count)]
    assumptions = Assumptions("XX", 2026, Triangle(800, 1_500, 3_000), "USD")
    with measured() as cost:
        found = draw_replacement(packages, assumptions)
    say("replacement cost", cost, count=count, unit="systems")
    if found and found.money:
        low, mid, high = (round(value / 1e6) for value in (found.money.low, found.money.mid, found.money.high))
        print(f"{low:,} to {high:,} million, middle {mid:,}")


if __name__ == "__main__":
    main()
