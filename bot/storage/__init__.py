"""What the bot remembers between restarts, in a database (SQLite)."""
