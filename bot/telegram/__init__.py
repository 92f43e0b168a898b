"""The bot on Telegram: the only room that imports `telegram`."""
