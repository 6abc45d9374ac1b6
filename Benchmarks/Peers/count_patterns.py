"""Prints how many distinct purchase histories (frequency, recency, age) a summary file holds: what a fit has to look at."""

import sys

import polars as pl

columns = ["frequency", "recency", "age"]
print(pl.scan_csv(sys.argv[1], infer_schema=False).select(columns).unique().select(pl.len()).collect().item())
