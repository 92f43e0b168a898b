"""`python -m tests.sweeps names` and `python -m tests.sweeps inputs`: some minutes each on a small machine."""

from __future__ import annotations

import argparse

from tests.sweeps import input_tables, name_tables
from tests.sweeps.inputs import ask_inputs
from tests.sweeps.judging import OUTCOMES
from tests.sweeps.known_names import known_names
from tests.sweeps.misspelt import of_members, of_other_cities
from tests.sweeps.names import judge_misspelt, lost_names
from tests.sweeps.parallel import CPUS
from tests.sweeps.world import world


def main() -> None:
    """Run one sweep and print its tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.sweeps")
    sweeps = parser.add_subparsers(required=True)
    names = sweeps.add_parser("names", help="Every member and many other cities, spelt right and misspelt.")
    names.set_defaults(run=_names)
    names.add_argument("--cities", type=int, default=2000, help="Cities that are no members (default 2000).")
    names.add_argument("--show", type=int, default=20, help="Examples of each outcome shown (default 20).")
    names.add_argument(
        "--outcomes",
        nargs="+",
        choices=OUTCOMES,
        default=("wrong", "misread"),
        help="Outcomes of which examples are shown (default wrong and misread).",
    )
    inputs = sweeps.add_parser("inputs", help="Random texts and spoilt questions: faults and times.")
    inputs.set_defaults(run=_inputs)
    inputs.add_argument("--number", type=int, default=200_000, help="Inputs (default 200,000).")
    inputs.add_argument("--show", type=int, default=5, help="Slowest inputs and faults shown (default 5).")
    for sweep in sweeps.choices.values():
        sweep.add_argument("--seed", type=int, default=1, help="Fixes everything random (default 1).")
        sweep.add_argument("--jobs", type=int, default=CPUS, help=f"Processes (here by default {CPUS}).")
    arguments = parser.parse_args()
    arguments.run(arguments)


def _names(arguments: argparse.Namespace) -> None:
    known = known_names(world())
    lost = lost_names(known, arguments.jobs)
    print(
        f"{len(known):,} names of members spelt right: {1 - len(lost) / len(known):.3%} lead to their member"
    )
    for name, reply in lost:
        print(f"  {name.text} ({', '.join(sorted(name.members))}) -> {reply}")
    questions = [
        *of_members(world(), arguments.seed),
        *of_other_cities(world(), arguments.seed, arguments.cities),
    ]
    judged = judge_misspelt(questions, arguments.jobs)
    print(f"\nMisspelt names, seed {arguments.seed}\n\n{name_tables.tables(judged)}")
    for outcome in arguments.outcomes:
        print(f"\n{name_tables.examples(judged, outcome, arguments.show)}")


def _inputs(arguments: argparse.Namespace) -> None:
    asked = ask_inputs(arguments.number, arguments.seed, arguments.jobs)
    print(
        f"{len(asked):,} inputs, seed {arguments.seed}; milliseconds of the processor and kinds of answers\n"
    )
    print(input_tables.tables(asked))
    print(f"\nslowest:\n{input_tables.slowest(asked, arguments.show)}")
    print(f"\n{input_tables.faults(asked, arguments.show)}")


if __name__ == "__main__":
    main()
