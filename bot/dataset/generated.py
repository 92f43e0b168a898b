"""Reading the files that `learning-cities build-data` writes."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from bot.errors import DataError

REBUILD = "run `learning-cities build-data` again"
"""What to do about a fault in a generated file."""


def read_lines(path: Path) -> list[str]:
    """Return the lines of a file, unpacked when it is gzipped; raises DataError when it cannot be read."""
    try:
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
    except FileNotFoundError:
        raise DataError(path, 0, "the file is missing", REBUILD) from None
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise DataError(path, 0, f"the file cannot be read ({error})", REBUILD) from None
    return text.removesuffix("\n").split("\n") if text else []
