import os
import time
from collections.abc import Mapping
from pathlib import Path

from lienthu.common import jobs
from lienthu.common.models import Job


@jobs.handler("slow")
def wait(job: Job) -> Mapping[str, object]:
    """Note the process and wait for the file `go`."""
    folder = Path(job.arguments["folder"])
    with (folder / "processes").open("a") as stream:
        stream.write(f"{os.getpid()}\n")
    while not (folder / "go").exists():
        jobs.progress(job, 1, 2)
        time.sleep(0.02)
    return {"done": True}
