"""What other forms of a log cost beside the plain one: compressed, through a pipe, long ids, rows in any order, refunds.

Each form is the same purchases in another file, or the same file read otherwise. Where the answer must be the same, the
summary is compared byte by byte.
"""

import dataclasses
import gzip
import multiprocessing
import os
import pathlib
import random
import shutil

import contenders
import logs
import measure
from contenders import Contender, Step
from tools import BENCHMARKS


def rewrite(source, target, change):
    """Copies a log, each row `customer_id, date, amount` changed; the header stays."""
    if target.exists() and target.stat().st_mtime > source.stat().st_mtime:
        return target
    with source.open() as rows, target.open("w") as changed:
        changed.write(next(rows))
        for number, row in enumerate(rows):
            changed.write(change(number, *row.rstrip("\n").split(",")))
    return target


def shuffled(source, target):
    """The rows in an order without meaning, the same each time. By a process of its own, which may take memory (child.py)."""
    process = multiprocessing.get_context("fork").Process(target=shuffle, args=(source, target))
    process.start()
    process.join()
    if process.exitcode != 0:
        raise SystemExit(f"{target} was not written")
    return target


def shuffle(source, target):
    """Writes the shuffled rows."""
    lines = source.read_bytes().splitlines(keepends=True)
    header, rows = lines[0], lines[1:]
    random.Random(1).shuffle(rows)
    target.write_bytes(header + b"".join(rows))


def compressed(source, target):
    """The file as gzip writes it by default."""
    with source.open("rb") as plain, gzip.open(target, "wb", compresslevel=6) as packed:
        shutil.copyfileobj(plain, packed, 1 << 20)
    return target


def summary(tools, name, log, path, folder, threads, *options, piped=False):
    """`clv summarize` of a file, or of a pipe that `cat` fills."""
    output = folder / f"road-{name.split(',')[0].replace(' ', '-')}.csv"
    step = contenders.clv_step(tools, "summarize", ["-" if piped else path, "--output", output, *options], log, threads)
    if piped:
        words = " ".join(f"'{part}'" for part in step.command)
        step = Step(["/bin/sh", "-c", f"cat '{path}' | {words}"])
    return Contender(name, [step], output, files=[output])


def roads(tools, log, folder, threads):
    """The plain file first; then those with the same answer, then the others."""
    plain = log.path

    def variant(name, change):
        return rewrite(plain, folder / f"{plain.stem}-{name}.csv", change)

    def road(name, path=plain, *options, piped=False):
        return summary(tools, name, log, path, folder, threads, *options, piped=piped)

    def quoted(_, *fields):
        return ",".join(f'"{field}"' for field in fields) + "\n"

    same = [
        road("plain"),
        road("gzip", compressed(plain, folder / f"{plain.stem}.csv.gz")),
        road("pipe, with its cat", piped=True),
        road("quoted fields", variant("quoted", quoted)),
        road("timestamps", variant("timestamps", lambda _, i, day, amount: f"{i},{day}T12:34:56,{amount}\n")),
        road("windows line ends", variant("crlf", lambda _, *fields: ",".join(fields) + "\r\n")),
        road("spilled, --memory-limit 8M", plain, "--memory-limit", "8M", "--temp-dir", folder),
        road("rejects, no bad row", plain, "--on-bad-row", "skip", "--rejects", folder / "rejects.csv"),
    ]
    other = [
        road("text ids of 9 bytes", variant("text", lambda _, i, *rest: f"C{i:0>8},{','.join(rest)}\n")),
        road("text ids of 64 bytes", variant("wide", lambda _, i, *rest: f"{'customer-' * 6}{i:0>10},{','.join(rest)}\n")),
        road("by customer", customer_by_customer(log, tools, folder)),
        road("shuffled", shuffled(plain, folder / f"{plain.stem}-shuffled.csv")),
        road("refunds, one row in ten",
             variant("refunds", lambda n, i, day, amount: f"{i},{day},{'-' if n % 10 == 9 else ''}{amount}\n")),
        road("a refund in the last row", late_refund(plain, folder / f"{plain.stem}-late-refund.csv")),
        road("row, --occasion row", plain, "--occasion", "row"),
    ]
    return same, other


def late_refund(source, target):
    """The log and, once more as a refund, its last row."""
    with open(source, "rb") as rows, open(target, "wb") as out:
        shutil.copyfileobj(rows, out)
        rows.seek(-200, os.SEEK_END)
        customer, day, amount = rows.read().splitlines()[-1].split(b",")
        out.write(b",".join([customer, day, b"-" + amount]) + b"\n")
    return target


def customer_by_customer(log, tools, folder):
    """The same log as `clv simulate` writes it."""
    definition = dataclasses.replace(log.definition, name=f"{log.definition.name}-by-customer", by_date=False)
    return logs.make(definition, tools, folder).path


def measure_all(options, tools, log, folder, context, floors, say):
    """Measures all roads and saves one measurement."""
    say(f"roads: {log.definition.name} ({log.rows} rows)")
    same, other = roads(tools, log, folder, options.threads)
    results = measure.compare(same + other, repetitions=options.repetitions, timeout=options.timeout,
                              memory_limit=options.memory_limit * 1e9, say=say)
    measure.add_identity(results, same)
    sizes = {contender.name: size(contender) for contender in same + other}
    measure.save({**context, "section": "roads", "log": log.facts(), "floors": floors([log.path]), "results": results,
                  "bytes": sizes}, f"roads-{log.definition.name}", BENCHMARKS / "Measurements")


def size(contender):
    """Bytes of the file that is read."""
    path = contender.steps[0].command[2]
    return pathlib.Path(path).stat().st_size if pathlib.Path(path).exists() else None
