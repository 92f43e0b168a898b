"""Learning Cities Bot: questions about UNESCO's Global Network of Learning Cities, answered from curated data."""

__version__ = "0.1.0"
