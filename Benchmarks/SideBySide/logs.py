"""The transaction logs that are measured: their definitions, and making them.

A log is a file `NAME.csv` in the work folder with `NAME.json` beside it (how it was made, rows, bytes). A log whose
definition has not changed is kept.
"""

import dataclasses
import json
import pathlib
import subprocess
from dataclasses import dataclass


@dataclass(frozen=True)
class Log:
    """What a simulated log holds: BG/NBD purchases and Gamma-Gamma spend, times in days."""

    name: str
    customers: int
    r: float = 0.25
    alpha: float = 30
    a: float = 0.8
    b: float = 2.5
    p: float = 6
    q: float = 4
    gamma: float = 15
    start: str = "2023-01-01"
    end: str = "2024-12-31"
    acquisition_days: int = 365
    string_ids: bool = False
    seed: int = 1


def parse_count(text):
    """`100k`, `1M`, `2500` as a whole number."""
    factors = {"k": 1_000, "M": 1_000_000}
    return int(float(text[:-1]) * factors[text[-1]]) if text[-1] in factors else int(text)


def format_count(count):
    """The inverse of `parse_count`, for names and tables."""
    for factor, letter in ((1_000_000, "M"), (1_000, "k")):
        if count >= factor:
            return f"{count / factor:g}{letter}"
    return str(count)


def by_customers(count):
    """Mostly one-time buyers, as most shops have: about 3 rows per customer over two years."""
    return Log(f"customers-{format_count(count)}", count)


def dense(customers, string_ids):
    """Loyal buyers: about 10 rows per customer, almost all of whom buy again. For reading and summarising."""
    kind = "string" if string_ids else "integer"
    return Log(f"dense-{kind}-ids-{format_count(customers)}", customers, r=2, alpha=80, a=0.6, b=9,
               acquisition_days=365, string_ids=string_ids)


def command(log, path, tools):
    """The command that writes a log. The one place to change when another generator is to be used."""
    names = ("r", "alpha", "a", "b", "p", "q", "gamma")
    parts = [tools.python("polars"), tools.peers / "simulate_log.py", "--customers", log.customers,
             "--parameters", ",".join(f"{name}={getattr(log, name)}" for name in names),
             "--start", log.start, "--end", log.end, "--acquisition-days", log.acquisition_days,
             "--seed", log.seed, "--output", path]
    return [str(part) for part in parts] + (["--string-ids"] if log.string_ids else [])


@dataclass(frozen=True)
class MadeLog:
    """A log on disk."""

    path: pathlib.Path
    definition: Log
    rows: int
    bytes: int

    @property
    def end(self):
        """The last day observed."""
        return self.definition.end

    @property
    def string_ids(self):
        """Whether ids are texts, not numbers."""
        return self.definition.string_ids

    def facts(self):
        """For the measurement file."""
        return {"definition": dataclasses.asdict(self.definition), "rows": self.rows, "bytes": self.bytes}


def make(log, tools, folder):
    """Makes the log unless it is there."""
    path, facts_path = folder / f"{log.name}.csv", folder / f"{log.name}.json"
    definition = dataclasses.asdict(log)
    if path.exists() and facts_path.exists():
        facts = json.loads(facts_path.read_text())
        if facts["definition"] == definition:
            return MadeLog(path, log, facts["rows"], facts["bytes"])
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(command(log, path, tools), check=True)
    rows = -1
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            rows += block.count(b"\n")
    made = MadeLog(path, log, rows, path.stat().st_size)
    facts_path.write_text(json.dumps(made.facts(), indent=1) + "\n")
    return made
