"""Instructions of a command, where the machine counts them (`perf stat`); virtual machines often do not."""

import subprocess
import tempfile


def instructions(command):
    """Instructions in user mode of a command and its threads; None where they cannot be counted."""
    with tempfile.NamedTemporaryFile("r") as counts:
        wrapped = ["perf", "stat", "-x", ",", "-e", "instructions:u", "-o", counts.name, "--", *map(str, command)]
        try:
            subprocess.run(wrapped, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                           check=True)
        except (OSError, subprocess.CalledProcessError):
            return None
        fields = [line.split(",")[0] for line in counts if "instructions" in line]
    return int(fields[0]) if fields and fields[0].isdigit() else None


def of_steps(contender):
    """Instructions of each step of a contender, run once more; empty where they cannot be counted."""
    if instructions(["true"]) is None:
        return []
    return [{"step": step.prefix.rstrip(": ") or step.command[1], "instructions": instructions(step.command)}
            for step in contender.steps]
