"""Where the programs are that take part."""

import pathlib
import subprocess
import sys

BENCHMARKS = pathlib.Path(__file__).resolve().parent.parent


class Tools:
    """The built `clv` and the peers' environments."""

    peers = BENCHMARKS / "Peers"

    def __init__(self, clv):
        self.clv = pathlib.Path(clv)

    def python(self, peer):
        """The interpreter of a peer's environment (made by Peers/make_environments.py)."""
        return BENCHMARKS / f".venv-{peer}" / "bin" / "python"

    def missing(self, peer):
        """Why a peer cannot run here; None when it can."""
        return None if self.python(peer).exists() else "not installed: make peers"

    def require_clv(self):
        """Ends the run when the tool under test is not there."""
        if not self.clv.exists():
            sys.exit(f"{self.clv} does not exist: run `swift build -c release` in {BENCHMARKS.parent} first")

    def clv_version(self):
        """The commit that last changed the sources, with a mark when they were changed since."""
        def git(*arguments):
            answer = subprocess.run(["git", "-C", BENCHMARKS.parent, *arguments], capture_output=True, text=True)
            return answer.stdout.strip()
        sources = ("--", "Sources", "Package.swift")
        commit = git("log", "-1", "--format=%h", *sources) or "unknown"
        return commit + (", changed since" if git("status", "--porcelain", *sources) else "")
