"""The transaction logs that are measured: their definitions, and making them with `clv simulate`.

A log is a file `NAME.csv` in the work folder with `NAME.json` beside it (definition, rows, bytes, what making it cost). A
log whose definition has not changed is kept. Logs stand in the order of dates, as a shop's log does; `clv simulate` writes
them customer by customer, which would spare every tool the search for a customer's earlier rows.
"""

import dataclasses
import json
import os
import pathlib
import subprocess
from dataclasses import dataclass

import child


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
    string_ids: bool = False
    by_date: bool = True
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
    """Mostly one-time buyers, as most shops have: between 2 and 3 rows per customer over two years."""
    return Log(f"customers-{format_count(count)}", count)


def dense(customers, string_ids):
    """Loyal buyers: about 10 rows per customer, most of whom buy again. For reading and summarising."""
    kind = "string" if string_ids else "integer"
    return Log(f"dense-{kind}-ids-{format_count(customers)}", customers, r=2, alpha=58, a=0.6, b=12,
               string_ids=string_ids)


def long(rows):
    """About so many rows of loyal buyers, customer by customer as `clv simulate` writes them: too long to sort."""
    return dataclasses.replace(dense(rows // 10, False), name=f"long-{format_count(rows)}", by_date=False)


@dataclass(frozen=True)
class MadeLog:
    """A log on disk."""

    path: pathlib.Path
    definition: Log
    rows: int
    bytes: int
    simulation: dict

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
        return {"definition": dataclasses.asdict(self.definition), "rows": self.rows, "bytes": self.bytes,
                "simulation": self.simulation}


def simulate_command(log, tools, path):
    """The command of `clv simulate` that writes a log."""
    names = ("r", "alpha", "a", "b", "p", "q", "gamma")
    return [tools.clv, "simulate", "--parameters", ",".join(f"{name}={getattr(log, name)}" for name in names),
            "--customers", log.customers, "--start", log.start, "--end", log.end, "--seed", log.seed,
            "--output", path, "--format", "json", "--quiet", *(["--id-prefix", "C"] if log.string_ids else [])]


def simulate(log, tools, path):
    """Runs `clv simulate`; gives the rows written and what it cost."""
    outcome = child.run(simulate_command(log, tools, path), timeout=float("inf"), memory_limit=float("inf"))
    if not outcome.done:
        raise SystemExit(f"clv simulate: {outcome.status}\n{outcome.errors}")
    cost = {"seconds": outcome.seconds, "cpuSeconds": outcome.cpu_seconds, "peakMemory": outcome.peak_memory}
    return json.loads(outcome.output)["rows"], cost


def sort_by_date(path, sorted_path):
    """Sorts a log by its second column; rows of one day keep the order of customers."""
    with path.open("rb") as file, sorted_path.open("wb") as target:
        header = file.readline()
        target.write(header)
        target.flush()
        # Unbuffered from here on: the child reads on where the header ended.
        os.lseek(file.fileno(), len(header), os.SEEK_SET)
        subprocess.run(["sort", "--stable", "--field-separator=,", "--key=2,2", f"--temporary-directory={path.parent}"],
                       stdin=file, stdout=target, env={**os.environ, "LC_ALL": "C"}, check=True)


def make(log, tools, folder):
    """Makes the log unless it is there."""
    path, facts_path = folder / f"{log.name}.csv", folder / f"{log.name}.json"
    if path.exists() and facts_path.exists():
        facts = json.loads(facts_path.read_text())
        if facts["definition"] == dataclasses.asdict(log):
            return MadeLog(path, log, facts["rows"], facts["bytes"], facts["simulation"])
    folder.mkdir(parents=True, exist_ok=True)
    rows, cost = simulate(log, tools, path)
    if log.by_date:
        sorted_path = path.with_suffix(".sorted")
        sort_by_date(path, sorted_path)
        sorted_path.replace(path)
    made = MadeLog(path, log, rows, path.stat().st_size, cost)
    facts_path.write_text(json.dumps(made.facts(), indent=1) + "\n")
    return made
