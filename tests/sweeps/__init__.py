"""Many thousands of generated questions: `python -m tests.sweeps names` and `... inputs` print tables."""
