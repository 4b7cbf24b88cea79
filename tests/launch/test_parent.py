"""Whatever happens to a parent, its children end: by the kernel on Linux, by looking now and then elsewhere."""

import subprocess
import sys

import psutil
import pytest

from district.launch.paths import ROOT

CHILD = "import os, time; from district.launch import parent; {end}; print(os.getpid(), flush=True); time.sleep(60)"
PARENT = "import subprocess, sys; subprocess.run([sys.executable, '-c', sys.argv[1]])"


@pytest.mark.parametrize("end", ["parent.die_with_parent()", "parent.watch(os.getppid(), pause=0.02)"])
def test_child_of_a_killed_parent_ends(end: str) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, CHILD.format(end=end)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    child = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.communicate(timeout=5)
    _, alive = psutil.wait_procs([child], timeout=5)
    assert alive == []


def test_child_that_starts_after_its_parent_has_gone_ends_at_once() -> None:
    words = "from district.launch import parent; parent.die_with_parent(1); print('still here')"
    done = subprocess.run(
        [sys.executable, "-c", words], cwd=ROOT, capture_output=True, timeout=10, check=False
    )
    assert (done.returncode, done.stdout) == (-9, b"")
