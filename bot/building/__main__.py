"""`python -m bot.building`: rebuild the place data."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot.building.command import build_data
from bot.errors import BotError


def main() -> int:
    """Build; 0 when every member has a position, 1 when one has none, 2 when something needed is missing."""
    parser = argparse.ArgumentParser(
        prog="python -m bot.building", description="Rebuild the place data in data/."
    )
    parser.add_argument("--data", type=Path, default=Path("data"), help="the data folder")
    parser.add_argument("--language-names", type=Path, help="folder of <language>/LC_MESSAGES/geonames.mo")
    parser.add_argument("--words", type=Path, action="append", default=[], help="a full word list")
    parser.add_argument(
        "--common-words", type=Path, action="append", default=[], help="a list of common words"
    )
    chosen = parser.parse_args()
    try:
        missing = build_data(chosen.data, chosen.language_names, chosen.words, chosen.common_words)
    except BotError as error:
        print(error, file=sys.stderr)
        return 2
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
