"""PostgreSQL refuses to run as root. These are the ways not to be root for it without changing the machine."""

import os
import shutil
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from district.launch import parent

NOBODY = 65534
SOMEBODY = 1000  # the id that root wears inside the namespace


@dataclass(frozen=True)
class Confinement:
    """How to start a program other than as root: words before it, a call in the child, an owner for its files."""

    prefix: tuple[str, ...] = ()
    in_child: Callable[[], None] | None = None
    owner: int | None = None

    def give(self, *folders: Path) -> None:
        """Hand folders, with all in them, to the owner that the program will run as."""
        if self.owner is None:
            return
        for folder in folders:
            for path in (folder, *folder.rglob("*")):
                os.lchown(path, self.owner, self.owner)


def _enter_namespace() -> None:
    user, group = os.geteuid(), os.getegid()
    os.unshare(os.CLONE_NEWUSER)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/gid_map").write_text(f"{SOMEBODY} {group} 1")
    Path("/proc/self/uid_map").write_text(f"{SOMEBODY} {user} 1")


def _namespace_works() -> bool:
    child = os.fork()
    if child == 0:
        try:
            _enter_namespace()
            os._exit(0)
        except BaseException:  # a forked child must never return into the caller
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _in_namespace() -> None:
    _enter_namespace()
    parent.ask_kernel(signal.SIGQUIT)  # a change of user forgets the request, so it comes after


def _as_child() -> None:
    parent.ask_kernel(signal.SIGQUIT)


def choose() -> Confinement:
    """An ordinary user needs none; root gets a user namespace, or else becomes nobody."""
    in_child = _as_child if sys.platform == "linux" else None
    if os.geteuid() != 0:
        return Confinement(in_child=in_child)
    if sys.platform == "linux" and _namespace_works():
        return Confinement(in_child=_in_namespace)
    return as_nobody()


def as_nobody() -> Confinement:
    """Nobody, but allowed through closed folders such as /root where the machine has setpriv."""
    setpriv = shutil.which("setpriv")
    if setpriv:
        drop = f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--securebits=+no_setuid_fixup"
        keep = "--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--pdeathsig=QUIT"
        return Confinement(prefix=(setpriv, *drop, *keep, "--"), owner=NOBODY)

    def become_nobody() -> None:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        if sys.platform == "linux":
            parent.ask_kernel(signal.SIGQUIT)

    return Confinement(in_child=become_nobody, owner=NOBODY)
