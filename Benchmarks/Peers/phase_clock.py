"""Seconds, CPU seconds and peak memory of each phase of a peer, as one JSON line.

The line has the members that `clv ... --format json` has: phases with name, seconds, cpuSeconds, peakMemory (bytes, the
highest the process has reached by the end of the phase).
"""

import contextlib
import json
import resource
import sys
import time


def peak_memory():
    """Highest resident memory of this process so far, in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


class PhaseClock:
    """Times named phases; CPU seconds are user plus system time of all threads."""

    def __init__(self, tool):
        self.tool = tool
        self.phases = []

    @contextlib.contextmanager
    def phase(self, name):
        """Times the body of a `with` statement."""
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.phases.append({
            "name": name,
            "seconds": time.perf_counter() - wall,
            "cpuSeconds": time.process_time() - cpu,
            "peakMemory": peak_memory(),
        })

    def report(self, **members):
        """Prints the JSON line: phases, peak memory and whatever else the driver found."""
        print(json.dumps({
            "tool": self.tool, "phases": self.phases, "peakMemory": peak_memory(),
            "python": sys.version.split()[0], **members}))
