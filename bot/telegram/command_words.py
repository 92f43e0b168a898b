"""What a command says: its name, the words behind it, and the question that they make."""

from __future__ import annotations

from bot.chat_words import ChatWords

PROMPTING = ("ask", "city", "country", "nearby")
"""Commands that need words behind them, and ask for those they lack; the hint is a message to reply to."""
COMPLETE = ("new", "stats", "sources", "help")
"""Commands that are a whole question."""


def command_in(text: str) -> tuple[str, str]:
    """Return the name of the command that a text begins with, without the bot's name, and the words behind it."""
    command, *words_behind = text.split(maxsplit=1)
    return command.removeprefix("/").partition("@")[0].casefold(), "".join(words_behind).strip()


def asked_by_command(name: str, words_behind: str, words: ChatWords) -> str | None:
    """Return the question that a command asks; None for one that asks none, or lacks its words."""
    if name in COMPLETE:
        narrowed = words.questions.get(f"{name}_in") if words_behind else None
        return narrowed.format_map({"name": words_behind}) if narrowed else words.questions[name]
    if name in PROMPTING and words_behind:
        return words.questions.get(name, "{name}").format_map({"name": words_behind})
    return None
