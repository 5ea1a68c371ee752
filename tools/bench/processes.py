"""What Linux tells about processes in /proc: families, processor time, memory, who holds a connection."""

import os
from collections.abc import Collection, Iterator
from pathlib import Path

PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK")
_ESTABLISHED, _LISTENING = "01", "0A"
#: Places in /proc/PID/stat after the name in brackets: parent, user time, system time.
_PARENT, _USER, _SYSTEM = 1, 11, 12
#: Places in the first line of /proc/stat: user, nice, system. Interrupts are no process's own, so they are left out.
_BUSY = (1, 2, 3)


def family(root: int) -> list[int]:
    """Return ``root`` and every process that descends from it."""
    children: dict[int, list[int]] = {}
    for pid in _processes():
        if fields := _stat(pid):
            children.setdefault(int(fields[_PARENT]), []).append(pid)
    found = [root]
    for pid in found:
        found += children.get(pid, [])
    return found


def processor_seconds(root: int) -> float:
    """Return the processor time that a family has used so far."""
    stats = [fields for pid in family(root) if (fields := _stat(pid))]
    return sum(int(fields[_USER]) + int(fields[_SYSTEM]) for fields in stats) / _TICKS


def machine_busy_seconds() -> float:
    """Return the processor time that everything on the machine has used so far."""
    fields = (PROC / "stat").read_text("ascii").split("\n", 1)[0].split()
    return sum(int(fields[place]) for place in _BUSY) / _TICKS


def proportional_bytes(pid: int) -> int:
    """Return the proportional set size: memory shared by several processes counts once, divided among them."""
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text("ascii").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def command_line(pid: int) -> str:
    """Return the words with which a process was started."""
    try:
        return (PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def holders(port: int, pids: Collection[int]) -> dict[int, int]:
    """Return for each connection to ``port``, named by its client's port, which of ``pids`` holds it."""
    clients = {row[9]: _port(row[2]) for row in _sockets(port, _ESTABLISHED)}
    return {clients[inode]: pid for pid in pids for inode in _inodes(pid) if inode in clients}


def is_listening(port: int, pid: int) -> bool:
    """Tell whether a process takes connections to ``port``, or has opened it for those that do."""
    opened = {row[9] for row in _sockets(port, _LISTENING)}
    return not opened.isdisjoint(_inodes(pid))


def _sockets(port: int, state: str) -> Iterator[list[str]]:
    rows = (line.split() for line in (PROC / "net" / "tcp").read_text("ascii").splitlines()[1:])
    yield from (row for row in rows if row[3] == state and _port(row[1]) == port)


def _port(address: str) -> int:
    return int(address.rpartition(":")[2], 16)


def _inodes(pid: int) -> Iterator[str]:
    try:
        names = [str(path.readlink()) for path in (PROC / str(pid) / "fd").iterdir()]
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return
    yield from (name[8:-1] for name in names if name.startswith("socket:["))


def _processes() -> Iterator[int]:
    yield from (int(path.name) for path in PROC.iterdir() if path.name.isdecimal())


def _stat(pid: int) -> list[str]:
    try:
        # A name may hold spaces and brackets: what counts comes after the last bracket.
        return (PROC / str(pid) / "stat").read_text("utf-8", errors="replace").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []
