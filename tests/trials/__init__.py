"""Trials of announcements: thousands of chats on a Bot API server on loopback, faults, and killed processes.

`python -m tests.trials` runs them in full and prints what came of it; `test_trials.py` runs small ones.
"""

from __future__ import annotations

import sys
from pathlib import Path

# The server and the makers of updates are modules of the Telegram tests, which import each other by bare names.
sys.path.append(str(Path(__file__).parents[1] / "telegram"))
