"""Ports for servers that tests start."""

from __future__ import annotations

import contextlib
import random
import socket

_LOWEST, _HIGHEST = 15_000, 32_000
"""Below those that Linux (32768 and more) and others give to connections, which would take one meanwhile."""
_TRIES = 100
# Hypothesis makes the common generator give the same numbers in each process.
_dice = random.SystemRandom()


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    for _ in range(_TRIES):
        port = _dice.randrange(_LOWEST, _HIGHEST)
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError(f"no free port between {_LOWEST} and {_HIGHEST}")
