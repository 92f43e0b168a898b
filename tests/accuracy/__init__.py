"""How many questions are answered right, by which way of reading them: `python -m tests.accuracy`."""
