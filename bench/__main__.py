"""`python -m bench [NAME] [--scale N]`, for use without the product's command line."""

from __future__ import annotations

import argparse
import json
import sys

from bench import DEFAULT_SCALE, harness, run


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure the program beside its peers.")
    parser.add_argument("name", nargs="?", default="all")
    parser.add_argument("--scale", type=int, default=DEFAULT_SCALE)
    wanted = parser.parse_args()
    sys.path.insert(0, str(harness.ROOT / "src"))
    from lienthu.common.errors import DomainError

    try:
        result = run(wanted.name, wanted.scale)
    except DomainError as refusal:
        print(f"bench: {refusal}", file=sys.stderr)
        return 2
    print(json.dumps(result, ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
