"""The command line that all peer drivers share."""

import argparse
import os


def parse(description, *, model=False):
    """Reads LOG, --observation-end, --output, --threads, --integer-ids; with `model` also --horizon and --discount-rate.

    The thread count is put into the environment here, before the libraries that read it there are imported.
    """
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("log", help="CSV with columns customer_id,date,amount; dates YYYY-MM-DD")
    parser.add_argument("--observation-end", required=True, help="last day observed, YYYY-MM-DD")
    parser.add_argument("--output", required=True, help="CSV to write, one row per customer")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--integer-ids", action="store_true", help="read customer_id as an integer, which is faster")
    if model:
        parser.add_argument("--months", type=int, default=12, help="horizon in months of 30 days")
        parser.add_argument("--discount-rate", type=float, default=0.10, help="annual, effective")
        parser.add_argument("--no-weights", action="store_true", help="fit one row per customer, not per distinct pattern")
    arguments = parser.parse_args()
    for name in ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
        os.environ[name] = str(arguments.threads)
    return arguments
