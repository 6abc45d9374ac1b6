"""What the measurements were made on, in words that fit into a table."""

import datetime
import os
import pathlib
import platform
import re
import subprocess


def processor():
    """The processor's name."""
    try:
        found = re.search(r"model name\s*:\s*(.+)", pathlib.Path("/proc/cpuinfo").read_text())
        if found:
            return found[1].strip()
    except OSError:
        pass
    answer = subprocess.run(["sysctl", "-n", "machdep.cpu.brand_string"], capture_output=True, text=True)
    return answer.stdout.strip() or platform.machine()


def system():
    """The operating system's name."""
    try:
        found = re.search(r'PRETTY_NAME="(.+)"', pathlib.Path("/etc/os-release").read_text())
        if found:
            return f"{found[1]}, {platform.system()} {platform.release()}"
    except OSError:
        pass
    return platform.platform()


def swift_version():
    """The compiler's version."""
    try:
        answer = subprocess.run(["swift", "--version"], capture_output=True, text=True)
    except OSError:
        return "unknown"
    found = re.search(r"Swift version (\S+)", answer.stdout + answer.stderr)
    return found[1] if found else "unknown"


def description():
    """The machine and the moment. The load average tells how busy other work kept the machine at the start."""
    return {
        "date": datetime.date.today().isoformat(),
        "processor": processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "system": system(),
        "architecture": platform.machine(),
        "swift": swift_version(),
        "loadAverage": os.getloadavg()[0],
    }
