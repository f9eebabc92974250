"""The long work of rotation: working out a plan."""

from collections.abc import Mapping

from lienthu.common import jobs
from lienthu.common.models import Job
from lienthu.rotation.services import plans


@jobs.handler(plans.JOB)
def work_out_plan(job: Job) -> Mapping[str, object]:
    from lienthu.rotation.services import working_out  # brings the solvers along

    return working_out.work_out(job)
