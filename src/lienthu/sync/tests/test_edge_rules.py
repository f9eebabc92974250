"""The device decides as the hub does, and its state is what its log comes to. The cases stand in edge.test.mjs."""

import shutil
import subprocess
from pathlib import Path

import pytest

CASES = Path(__file__).with_name("edge.test.mjs")


@pytest.mark.skipif(not shutil.which("node"), reason="no node here; the browser's journey goes the same ways")
def test_the_devices_decisions_hold_without_a_browser() -> None:
    done = subprocess.run(["node", "--test", "--test-reporter=tap", CASES], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:]
