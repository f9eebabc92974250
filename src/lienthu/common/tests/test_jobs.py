import datetime
import threading

import pytest
from django.db import OperationalError
from django.utils import timezone

from lienthu.common import jobs
from lienthu.common.errors import DomainError
from lienthu.common.models import Job

NOW = datetime.datetime(2026, 1, 5, 8, 0, tzinfo=datetime.UTC)
LATER = NOW + datetime.timedelta(hours=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> str:
    """A kind of job whose handler a test sets as `work.run`."""
    monkeypatch.setitem(jobs._handlers, "work", lambda job: {"sum": sum(job.arguments["numbers"])})
    return "work"


def handle(monkeypatch: pytest.MonkeyPatch, handler: jobs.Handler) -> None:
    monkeypatch.setitem(jobs._handlers, "work", handler)


def ask(numbers: list[int], at: datetime.datetime = NOW) -> Job:
    return jobs.enqueue("work", {"numbers": numbers}, actor=None, at=at)


def test_a_job_is_done_and_its_result_kept(kind: str) -> None:
    job = ask([1, 2])
    assert jobs.work_here() == 1
    job.refresh_from_db()
    assert (job.state, job.result, job.attempts) == ("done", {"sum": 3}, 1)
    assert job.ended_at is not None


def test_a_job_that_no_room_can_do_is_refused_when_asked_for() -> None:
    with pytest.raises(ValueError, match="no room has a handler for jobs of kind unheard-of"):
        jobs.enqueue("unheard-of", {}, actor=None, at=NOW)
    assert not Job.objects.exists()


def test_the_longest_waiting_job_comes_first(kind: str) -> None:
    later, sooner = ask([1], at=LATER), ask([2], at=NOW)
    first, second = jobs.take(at=LATER), jobs.take(at=LATER)
    assert first is not None and second is not None
    assert [first.job_id, second.job_id] == [sooner.pk, later.pk]


def test_a_leased_job_is_not_taken_again_before_its_lease_runs_out(kind: str) -> None:
    job = ask([1])
    lease = jobs.take(at=NOW)
    assert lease == jobs.Lease(job.pk, 1)
    assert jobs.take(at=NOW + jobs.lease_time() / 2) is None
    assert jobs.take(at=NOW + jobs.lease_time() * 2) == jobs.Lease(job.pk, 2)


def test_a_renewed_lease_holds_longer(kind: str) -> None:
    ask([1])
    lease = jobs.take(at=NOW)
    assert lease is not None
    assert jobs.renew(lease, at=NOW + jobs.lease_time() * 0.9)
    assert jobs.take(at=NOW + jobs.lease_time() * 1.5) is None


def test_who_lost_the_lease_can_neither_renew_nor_finish_nor_report(kind: str) -> None:
    job = ask([1])
    lost = jobs.take(at=NOW)
    held = jobs.take(at=LATER)
    assert lost is not None and held is not None
    assert not jobs.renew(lost, at=LATER)
    jobs.perform(lost)
    job.refresh_from_db()
    assert (job.state, job.result) == ("running", None)
    job.attempts = lost.attempt
    with pytest.raises(jobs.LeaseLost):
        jobs.progress(job, 1, 1)
    assert jobs.renew(held, at=LATER)


def test_a_refusal_is_told_to_who_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(job: Job) -> None:
        raise DomainError("empty_file", "The file is empty.")

    handle(monkeypatch, refuse)
    job = ask([])
    jobs.work_here()
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "The file is empty.")


def test_a_fault_of_the_program_fails_the_job_and_hides_its_details(monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(job: Job) -> None:
        raise ZeroDivisionError("secret detail")

    handle(monkeypatch, break_down)
    job = ask([])
    jobs.work_here()
    job.refresh_from_db()
    assert job.state == "failed"
    assert job.error
    assert "secret detail" not in job.error


def test_a_lost_database_leaves_the_job_to_be_taken_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def lose_database(job: Job) -> None:
        raise OperationalError("server closed the connection")

    handle(monkeypatch, lose_database)
    job = ask([])
    lease = jobs.take(at=NOW)
    assert lease is not None
    with pytest.raises(OperationalError):
        jobs.perform(lease)
    job.refresh_from_db()
    assert job.state == "running"
    assert jobs.take(at=LATER) is not None


def test_a_job_whose_process_keeps_dying_is_given_up(kind: str) -> None:
    job = ask([1])
    at = NOW
    for _attempt in range(jobs.ATTEMPTS_LIMIT):
        assert jobs.take(at=at) is not None
        at += datetime.timedelta(hours=1)
    assert jobs.take(at=at) is None
    job.refresh_from_db()
    assert job.state == "failed"
    assert str(jobs.ATTEMPTS_LIMIT) in job.error


def test_progress_is_seen_and_begins_anew_with_each_attempt(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def report(job: Job) -> None:
        jobs.progress(job, 3, 3)
        seen.append(Job.objects.values_list("done", "total").get(pk=job.pk))

    handle(monkeypatch, report)
    ask([])
    jobs.work_here()
    assert seen == [(3, 3)]


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_take_the_same_job(kind: str) -> None:
    wanted = {ask([number]).pk for number in range(12)}
    taken: list[int] = []
    errors: list[BaseException] = []

    def take_all() -> None:
        from django.db import connection

        try:
            while lease := jobs.take(at=timezone.now()):
                taken.append(lease.job_id)
        except BaseException as error:  # noqa: BLE001 shown by the test itself
            errors.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=take_all) for _ in range(3)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert not errors
    # With SKIP LOCKED a worker may pass by a row that another holds, so the last ones may be left for the next round.
    while lease := jobs.take(at=timezone.now()):
        taken.append(lease.job_id)
    assert sorted(taken) == sorted(wanted)


def test_a_daily_job_that_left_something_waiting_is_asked_for_again_after_half_an_hour(db: None) -> None:
    jobs.once_a_day("common.upkeep", again_while="waiting")
    jobs.once_a_day("common.upkeep", again_while="waiting")
    asked = Job.objects.filter(kind="common.upkeep")
    assert asked.count() == 1
    earlier = timezone.now() - jobs.AGAIN
    asked.update(asked_at=earlier, result={"sent": 3, "waiting": 1})
    if timezone.localdate(earlier) == timezone.localdate():
        jobs.once_a_day("common.upkeep")
        assert asked.count() == 1
    jobs.once_a_day("common.upkeep", again_while="waiting")
    jobs.once_a_day("common.upkeep", again_while="waiting")
    assert asked.count() == 2
