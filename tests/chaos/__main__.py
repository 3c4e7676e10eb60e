"""The long game. `python -m tests.chaos [--verbs 10000] [--seed 1] [--driver simulated|qemu]`"""

from __future__ import annotations

import argparse
import sys

from tests.chaos.play import Wishes, play


def main() -> int:
    """Exit status 1 if anything disagreed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--verbs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--driver", default="simulated", choices=("simulated", "qemu"))
    options = parser.parse_args()
    wrong = play(Wishes(options.verbs, options.seed, options.driver), lambda text: print(text, flush=True))
    print("\n".join(wrong) or "all agree")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
