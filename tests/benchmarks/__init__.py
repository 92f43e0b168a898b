"""How long a question takes, beside other ways to match it: `python -m tests.benchmarks` prints tables."""
