"""The bot on Telegram under load, beside bare echo bots: `python -m tests.benchmarks.telegram` prints tables."""
