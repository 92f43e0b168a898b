"""The loop that most bots have, for contrast: try three times, note the progress every twenty messages.

Run as `python -m tests.trials.naive ROOT PLACES PROGRESS RATE`; started again, it goes on from its progress.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from pathlib import Path

from telegram import Bot
from telegram.error import Forbidden, NetworkError, RetryAfter, TelegramError

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1"
TRIES = 3
SAVED_EVERY = 20
TEXT = "72 cities joined the network."


async def send(bot: Bot, chat_id: int, thread_id: int | None) -> None:
    """Send to one chat, again on any trouble with the network."""
    for _ in range(TRIES):
        try:
            await bot.send_message(chat_id, TEXT, message_thread_id=thread_id)
            return
        except RetryAfter as error:
            wait = error.retry_after
            await asyncio.sleep(wait.total_seconds() if not isinstance(wait, int) else wait)
        except Forbidden:
            return
        except NetworkError:
            await asyncio.sleep(0.2)
        except TelegramError:
            return


async def main(root: str, places: Path, progress: Path, rate: float) -> None:
    """Send to all places behind the progress."""
    todo = json.loads(places.read_text())
    start = int(progress.read_text()) if progress.exists() else 0
    async with Bot(TOKEN, base_url=f"{root}/bot") as bot:
        for number, (chat_id, thread_id) in enumerate(todo[start:], start):
            await send(bot, chat_id, thread_id or None)
            if number % SAVED_EVERY == 0:
                progress.write_text(str(number))
            await asyncio.sleep(1 / rate)
    progress.write_text(str(len(todo)))


if __name__ == "__main__":
    # The library logs each answer that is not JSON, with a traceback.
    logging.disable()
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), float(sys.argv[4])))
