"""The bot in a terminal: the chat, questions line by line as JSON, and the report of `check`."""
