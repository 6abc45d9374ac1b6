#!/usr/bin/env python3
"""One virtual environment per peer, each from its own pinned requirements file.

`make_environments.py [PEER ...]` makes Benchmarks/.venv-PEER for the peers named (default: all). An environment whose
requirements have not changed since it was made is kept.
"""

import pathlib
import subprocess
import sys
import venv

PEERS = pathlib.Path(__file__).resolve().parent
REQUIREMENTS = PEERS / "requirements"


def environment(peer):
    """The folder of a peer's environment."""
    return PEERS.parent / f".venv-{peer}"


def python(peer):
    """The interpreter of a peer's environment."""
    return environment(peer) / "bin" / "python"


def known_peers():
    """The peers with a requirements file."""
    return sorted(path.stem for path in REQUIREMENTS.glob("*.txt"))


def make(peer):
    """Makes a peer's environment, unless one made from the same requirements is there."""
    requirements = REQUIREMENTS / f"{peer}.txt"
    stamp = environment(peer) / "requirements.txt"
    if python(peer).exists() and stamp.exists() and stamp.read_text() == requirements.read_text():
        print(f"{peer}: up to date")
        return
    print(f"{peer}: installing into {environment(peer).name}", flush=True)
    venv.create(environment(peer), clear=True, with_pip=True)
    subprocess.run(
        [python(peer), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements], check=True)
    stamp.write_text(requirements.read_text())


def main(names):
    """Makes the environments; exit code 1 when one could not be made, after trying all of them."""
    failed = []
    for peer in names or known_peers():
        try:
            make(peer)
        except (subprocess.CalledProcessError, OSError) as error:
            print(f"{peer}: {error}", file=sys.stderr)
            failed.append(peer)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
