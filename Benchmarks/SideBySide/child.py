"""A command as a child process, measured: seconds, CPU seconds, peak memory, and how it ended.

CPU seconds are user plus system time of the process, its threads and the processes it waited for; peak memory is its
largest resident set. Both come from wait4, so a child cannot report itself cheaper than it was. Linux counts into a
child's peak what its parent had reached when it started the child: the measuring process must stay small.
"""

import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass


@dataclass
class Outcome:
    """One run of a command. `status` is "done", "failed (exit N)", "out of time" or "out of memory"."""

    status: str
    seconds: float
    cpu_seconds: float
    peak_memory: int
    output: str
    errors: str

    @property
    def done(self):
        """Whether the command did its work."""
        return self.status == "done"


def resident_memory(pid):
    """Resident memory of a process in bytes; None where the system does not tell (then no limit is enforced)."""
    try:
        pages = pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1]
    except (OSError, IndexError):
        return None
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def run(command, *, timeout, memory_limit, environment=None):
    """Runs a command to its end, or kills it when it takes more than `timeout` seconds or `memory_limit` bytes."""
    reason = []
    ended = threading.Event()

    def watch(process, deadline):
        while not ended.wait(0.05):
            if time.monotonic() > deadline:
                reason.append("out of time")
            elif (resident_memory(process.pid) or 0) > memory_limit:
                reason.append("out of memory")
            else:
                continue
            process.kill()
            return

    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        start = time.monotonic()
        process = subprocess.Popen(
            [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=output, stderr=errors,
            env={**os.environ, **(environment or {})})
        watcher = threading.Thread(target=watch, args=(process, start + timeout), daemon=True)
        watcher.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
        ended.set()
        watcher.join()
        code = process.returncode = os.waitstatus_to_exitcode(status)
        texts = []
        for file in (output, errors):
            file.seek(0)
            texts.append(file.read().decode("utf-8", "replace"))
    return Outcome(
        status="done" if code == 0 else reason[0] if reason else f"failed (exit {code})",
        seconds=seconds,
        cpu_seconds=usage.ru_utime + usage.ru_stime,
        peak_memory=usage.ru_maxrss if sys.platform == "darwin" else usage.ru_maxrss * 1024,
        output=texts[0],
        errors=texts[1],
    )
