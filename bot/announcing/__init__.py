"""Announcements: who subscribes to what, what changed, how it is worded, and how it reaches each chat once."""
