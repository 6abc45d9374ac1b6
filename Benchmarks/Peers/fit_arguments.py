"""The command line of the drivers that fit one model to a summary."""

import argparse
import os


def parse(description):
    """Reads SUMMARY, --model, --threads, --no-weights; the thread count goes into the environment before any import."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("summary", help="CSV with frequency, recency and age, or opportunities for bg-bb")
    parser.add_argument("--model", required=True, choices=("bg-nbd", "mbg-nbd", "pareto-nbd", "bg-bb"))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--no-weights", action="store_true", help="fit one row per customer, not per distinct pattern")
    arguments = parser.parse_args()
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
        os.environ[name] = str(arguments.threads)
    return arguments
