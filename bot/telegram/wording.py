"""The few words that belong to Telegram itself; everything the bot knows is worded in the intents."""

from __future__ import annotations

ASK_HINT = "Write your question after /ask, for example: /ask Is Lusaka a learning city?"
OLD_BUTTON = "I no longer know what this button asked. Please type your question."
FAILED = "Something went wrong on my side. Please ask again, perhaps in other words."

COMMANDS = (
    ("ask", "Ask about a learning city, a country or the network"),
    ("help", "What I can answer, with examples"),
    ("start", "Say hello"),
)
"""The command menu: name and description, in the order shown."""
