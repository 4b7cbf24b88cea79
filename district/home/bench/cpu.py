"""CPU seconds that a tree of processes has used, read from the kernel (Linux)."""

import os
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def _stat(pid: int) -> tuple[int, float, float] | None:
    """(parent, own CPU seconds, CPU seconds of children that have ended)."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    fields = text.rsplit(")", 1)[1].split()
    own, ended = int(fields[11]) + int(fields[12]), int(fields[13]) + int(fields[14])
    return int(fields[1]), own / TICK, ended / TICK


def of_tree(root: int) -> float:
    """What a process and everything below it have used since they started, ended children included."""
    everything = {
        int(entry): stat for entry in os.listdir("/proc") if entry.isdigit() and (stat := _stat(int(entry)))
    }
    below = {root}
    grew = True
    while grew:
        found = {pid for pid, stat in everything.items() if stat[0] in below} - below
        below |= found
        grew = bool(found)
    return sum(stat[1] + stat[2] for pid, stat in everything.items() if pid in below)


def parent_of(pid: int) -> int:
    stat = _stat(pid)
    if stat is None:
        raise LookupError(f"Process {pid} has ended.")
    return stat[0]
