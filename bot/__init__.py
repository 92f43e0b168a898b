"""Learning Cities Bot: answers on UNESCO's Global Network of Learning Cities from curated data."""

__version__ = "0.1.0"
