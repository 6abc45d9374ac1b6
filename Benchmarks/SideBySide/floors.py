"""What the machine can do at best: the time no reader can beat for a file, and the speed of copying memory.

`floors.py FILE...` prints one JSON line. A program of its own because the copy needs memory (see child.py).
"""

import json
import os
import sys
import time


def read_seconds(path, repetitions=3):
    """Seconds to read a file from start to end in 1 MiB pieces, doing nothing with it: the best of several.

    After the first time the file comes from memory, as it does for the tools measured beside it.
    """
    piece = bytearray(1 << 20)
    best = float("inf")
    for _ in range(repetitions):
        start = time.perf_counter()
        with open(path, "rb", buffering=0) as file:
            while file.readinto(piece):
                pass
        best = min(best, time.perf_counter() - start)
    return best


def copy_bytes_per_second(size=256 << 20, repetitions=5):
    """Bytes per second that one thread copies from memory to memory: the best of several."""
    source, target = memoryview(bytearray(size)), memoryview(bytearray(size))
    best = float("inf")
    for _ in range(repetitions):
        start = time.perf_counter()
        target[:] = source
        best = min(best, time.perf_counter() - start)
    return size / best


if __name__ == "__main__":
    print(json.dumps({
        "copyBytesPerSecond": copy_bytes_per_second(),
        "readSeconds": {os.path.basename(path): read_seconds(path) for path in sys.argv[1:]},
    }))
