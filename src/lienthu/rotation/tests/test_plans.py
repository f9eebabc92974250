"""Plans of rounds: worked out in a job, explained, changed by hand, approved round by round."""

import datetime
from pathlib import Path

import pytest
from conftest import NOW, Person
from django.test import Client
from django.urls import reverse

from lienthu.catalogue.models import Copy
from lienthu.common import jobs
from lienthu.common.models import Job
from lienthu.rotation.errors import PlanRefused
from lienthu.rotation.models import BookSet, DepositSite, Placement, RotationPlan
from lienthu.rotation.queries import plans as queries
from lienthu.rotation.rules.distances import Place, kilometres, minutes_between
from lienthu.rotation.services import plans
from lienthu.rotation.tests import builders

pytestmark = pytest.mark.django_db
FIRST = datetime.date(NOW.year + 1, 1, 1)


@pytest.fixture
def sets(ours: Person, books: list[Copy]) -> list[BookSet]:
    """Two sets; both hold a copy of the first title, so they may not follow each other."""
    found = [builders.box(ours, f"LC-0{n}") for n in (1, 2)]
    builders.packed(ours, found[0], [books[0], books[3]])
    builders.packed(ours, found[1], [books[1], books[6]])
    return found


@pytest.fixture
def sites(ours: Person) -> list[DepositSite]:
    return [
        builders.site(ours, name, audiences=audiences)
        for name, audiences in (("Trường Vĩnh Xương", ["pupils"]), ("Bưu điện Phú Lộc", ["farmers"]))
    ]


def made(ours: Person, **facts: object) -> RotationPlan:
    asked = {"name": "Năm tới", "first_on": FIRST, "rounds": 2, "seconds": 5, "staff": ["An", "Bình"], **facts}
    return plans.draft(library=ours.library, actor=ours.user, at=NOW, **asked)


def worked_out(plan: RotationPlan, ours: Person) -> RotationPlan:
    plans.ask(plan=plan, actor=ours.user, at=NOW)
    assert jobs.work_here(at=NOW) == 1
    plan.refresh_from_db()
    return plan


def test_the_job_proposes_what_no_site_has_twice(ours: Person, sets: list[BookSet], sites: list[DepositSite]) -> None:
    plan = worked_out(made(ours), ours)
    assert plan.state == "ready"
    rows = list(plan.planned.values_list("set__code", "deposit", "round"))
    assert len({deposit for _, deposit, _ in rows}) == len(rows) == 2  # they share a title: one set each, ever
    assert plan.outcome["plan"]["repeated"] == 0
    assert plan.outcome["naive"]["repeated"] > 0
    assert plan.outcome["gap"] <= 0.002
    assert sum(len(each["tours"]) for each in plan.outcome["tours"]) > 0


@pytest.mark.once
def test_what_a_site_had_does_not_come_again(ours: Person, sets: list[BookSet], sites: list[DepositSite]) -> None:
    builders.there(ours, sets[0], sites[0])
    plan = worked_out(made(ours, first_on=NOW.date() + datetime.timedelta(days=120)), ours)
    assert sites[0].pk not in {row.deposit_id for row in plan.planned.all()}
    reasons, _cost = queries.against(plan, sets[1], sites[0], 0)
    assert any("Sách số B1" in reason for reason in reasons)


@pytest.mark.once
def test_a_pin_stays_and_contradicting_pins_are_explained(
    ours: Person, sets: list[BookSet], sites: list[DepositSite]
) -> None:
    plan = made(ours)
    plans.move(plan=plan, book_set=sets[1], deposit=sites[1], number=1, actor=ours.user, at=NOW)
    assert worked_out(plan, ours).planned.filter(set=sets[1], deposit=sites[1], round=1, pinned=True).exists()
    plans.move(plan=plan, book_set=sets[0], deposit=sites[1], number=0, actor=ours.user, at=NOW)
    assert worked_out(plan, ours).state == "impossible"
    [(where, reasons), _other] = queries.clashes(plan)
    assert "LC-0" in where
    assert "Sách số B1" in reasons[0]


def test_a_prohibition_is_obeyed_and_can_be_taken_back(
    ours: Person, sets: list[BookSet], sites: list[DepositSite]
) -> None:
    plan = made(ours, rounds=1)
    for book_set in sets:
        ban = plans.forbid(plan=plan, book_set=book_set, deposit=sites[0], number=None, actor=ours.user, at=NOW)
    assert {row.deposit_id for row in worked_out(plan, ours).planned.all()} == {sites[1].pk}
    plans.allow(ban=ban, actor=ours.user, at=NOW)
    assert {row.deposit_id for row in worked_out(plan, ours).planned.all()} == {site.pk for site in sites}


@pytest.mark.once
def test_a_promise_that_cannot_be_kept_is_told(ours: Person, sets: list[BookSet], sites: list[DepositSite]) -> None:
    plan = worked_out(made(ours, least=2), ours)
    assert [(each["asked"], each["possible"]) for each in plan.outcome["shortages"]] == [(2, 1), (2, 1)]


def test_an_approved_round_is_planned_once_and_stays(
    ours: Person, sets: list[BookSet], sites: list[DepositSite]
) -> None:
    plan = worked_out(made(ours, rounds=1), ours)
    done = plans.approve(plan=plan, number=0, actor=ours.user, at=NOW)
    assert (done.made, done.refused) == (2, [])
    assert {(p.begins_on, p.state) for p in Placement.objects.all()} == {(FIRST, "planned")}
    assert plans.approve(plan=plan, number=0, actor=ours.user, at=NOW).made == 0
    with pytest.raises(PlanRefused):
        plans.move(plan=plan, book_set=sets[0], deposit=sites[1], number=0, actor=ours.user, at=NOW)


@pytest.mark.once
def test_what_rotation_refuses_is_told_and_the_rest_is_planned(
    ours: Person, sets: list[BookSet], sites: list[DepositSite]
) -> None:
    plan = worked_out(made(ours, rounds=1), ours)
    builders.planned(ours, sets[0], sites[0])
    done = plans.approve(plan=plan, number=0, actor=ours.user, at=NOW)
    assert done.made == 1
    assert [row.set for row, _why in done.refused] == [sets[0]]


def test_nothing_changes_while_the_plan_is_worked_out(
    ours: Person, sets: list[BookSet], sites: list[DepositSite]
) -> None:
    plan = made(ours)
    plans.ask(plan=plan, actor=ours.user, at=NOW)
    with pytest.raises(PlanRefused):
        plans.approve(plan=plan, number=0, actor=ours.user, at=NOW)


def test_a_plan_whose_work_failed_can_be_worked_out_anew(
    client: Client, ours: Person, sets: list[BookSet], sites: list[DepositSite]
) -> None:
    plan = made(ours)
    job = plans.ask(plan=plan, actor=ours.user, at=NOW)
    Job.objects.filter(pk=job.pk).update(state=Job.State.FAILED, error="Hỏng.")
    client.force_login(ours.user)
    assert "Hỏng." in client.get(reverse("rotation:plan_page", args=[plan.pk])).content.decode()
    assert worked_out(plan, ours).state == "ready"


def test_the_pages_from_the_question_to_the_placements(
    client: Client, ours: Person, sets: list[BookSet], sites: list[DepositSite]
) -> None:
    client.force_login(ours.user)
    assert "<h1" in client.get(reverse("rotation:plans")).content.decode()
    said = {
        "name": "Quý I", "first_on": FIRST.strftime("%d/%m/%Y"), "rounds": "2", "months": "3", "least": "0",
        "fairness": "20", "driving": "10", "load": "800", "hours": "10", "stop_minutes": "20", "seconds": "10",
        "staff": "An\nBình", "loose": "0", "loose_books": "100",
    }  # fmt: skip
    working = client.post(reverse("rotation:plan_new"), said, follow=True).content.decode()
    assert "<progress" in working
    plan = RotationPlan.objects.get()
    assert (
        "<progress"
        in client.get(reverse("rotation:plan_page", args=[plan.pk]), headers={"HX-Request": "true"}).content.decode()
    )
    client.post(reverse("rotation:plan_stop", args=[plan.pk]))
    jobs.work_here()
    assert client.get(reverse("rotation:plan_page", args=[plan.pk]), headers={"HX-Request": "true"}).headers[
        "HX-Refresh"
    ]
    row = plan.planned.first()
    assert row is not None
    for view in ("calendar", "table", "tours"):
        page = client.get(reverse("rotation:plan_page", args=[plan.pk]) + f"?view={view}").content.decode()
        assert row.set.code in page, view
    place = reverse("rotation:plan_place", args=[plan.pk, row.deposit_id, row.round + 1])
    assert row.set.code in client.get(place + f"?set={sets[0].pk}").content.decode()
    client.post(place, {"verb": "pin"})
    row.refresh_from_db()
    assert row.pinned
    moved = {"set": row.set_id, "deposit": row.deposit_id, "round": "1"}
    client.post(reverse("rotation:plan_move", args=[plan.pk]), moved)
    assert plan.planned.filter(set=row.set, deposit=row.deposit, round=1, pinned=True).exists()
    assert "Xem lại" in client.post(place, {"verb": "?"}, follow=True).content.decode()
    client.post(place, {"verb": "nothing"})
    ban = plan.bans.get()
    client.post(reverse("rotation:plan_allow", args=[plan.pk, ban.pk]))
    assert not plan.bans.exists()
    client.post(reverse("rotation:plan_approve", args=[plan.pk]), {"round": "1"})
    assert Placement.objects.exists()


def test_travel_times_are_those_written_down_else_by_air() -> None:
    sites = [Place(10.9, 105.2, 35), Place(10.9, 105.3), Place(None, None)]
    minutes = minutes_between(Place(10.4, 105.4), sites)
    assert (minutes[0][1], minutes[1][0]) == (35, 35)
    assert minutes[1][2] == round(3 + 60 * 1.4 * kilometres(10.9, 105.2, 10.9, 105.3) / 40)
    assert minutes[3][1] == 60
    assert kilometres(21.03, 105.85, 10.78, 106.7) == pytest.approx(1143, rel=0.01)  # Hà Nội – Thành phố Hồ Chí Minh


def test_the_map_shows_the_tours_of_a_round_from_the_depot_and_back(
    ours: Person, sets: list[BookSet], sites: list[DepositSite]
) -> None:
    for place, latitude in ((sets[0].depot, 10.4), (sites[0].site, 10.6)):
        place.latitude, place.longitude = latitude, 105.2
        place.save()
    plan = made(ours)
    plan.outcome = {"tours": [
        {"feasible": True, "minutes": 60, "tours": [{"calls": [
            {"deposit": site.pk, "after": 30, "leaves": [sets[0].pk], "takes": []} for site in sites
        ]}]}
    ]}  # fmt: skip
    shown = queries.map_of(plan, queries.exchanges(plan)[0])
    assert [(point.name, point.state) for point in shown.points] == [
        (sets[0].depot.name, "plain"), (str(sites[1]), "good"), (str(sites[0]), "good"),
    ]  # fmt: skip
    assert len(shown.marks) == 2  # where a site is nobody wrote down
    assert [len(line.split()) for line in shown.lines] == [3]


def test_a_plan_that_nobody_approved_is_thrown_away_and_one_that_a_placement_came_from_stays(
    ours: Person, sets: list[BookSet], sites: list[DepositSite]
) -> None:
    by = {"actor": ours.user, "at": NOW}
    plan = made(ours)
    plans.move(plan=plan, book_set=sets[0], deposit=sites[0], number=0, **by)
    plans.give_up(plan=plan, **by)
    assert not RotationPlan.objects.exists()
    plan = made(ours)
    plans.move(plan=plan, book_set=sets[0], deposit=sites[0], number=0, **by)
    plans.approve(plan=plan, number=0, **by)
    with pytest.raises(PlanRefused):
        plans.give_up(plan=plan, **by)


def test_what_a_person_moves_against_a_rule_is_said_at_once_and_old_proofs_hold_no_more(
    ours: Person, sets: list[BookSet], sites: list[DepositSite]
) -> None:
    plan = made(ours, rounds=1)
    by = {"actor": ours.user, "at": NOW}
    sites[0].capacity = 1
    sites[0].save()
    plans.move(plan=plan, book_set=sets[0], deposit=sites[0], number=0, **by)
    plan.refresh_from_db()
    assert plan.outcome == {"changed": True}
    assert len(queries.wrong_with(plan, sets[0], sites[0], 0)) == 1
    plans.move(plan=plan, book_set=sets[0], deposit=sites[1], number=0, **by)
    assert queries.wrong_with(plan, sets[0], sites[1], 0) == []


def test_loose_stock_becomes_sets_when_a_round_is_approved(
    client: Client, tmp_path: Path, ours: Person, sites: list[DepositSite]
) -> None:
    builders.depot(ours)
    stock = builders.shelved(tmp_path, ours, 12, prefix="L")
    plan = worked_out(made(ours, rounds=1, loose=2, loose_books=5), ours)
    assert plan.outcome["loose"] == {"asked": 2, "there": 2, "left": 7}
    boxes = queries.boxes(plan)
    assert [box.books for box in boxes] == [5, 5]
    assert {row.set_id for row in plan.planned.all()} == {box.pk for box in boxes}
    client.force_login(ours.user)
    assert "L1" in client.get(reverse("rotation:plan_box", args=[plan.pk, boxes[0].pk])).content.decode()
    assert client.get(reverse("rotation:set", args=[boxes[0].pk])).status_code == 404  # no set yet
    assert not BookSet.objects.in_service().exists()
    assert set(Copy.objects.values_list("status", flat=True)) == {"available"}

    lent = boxes[0].proposed.first()
    assert lent is not None
    Copy.objects.filter(pk=lent.copy_id).update(status="on_loan")
    assert plans.approve(plan=plan, number=0, actor=ours.user, at=NOW).made == 2
    made_up = {row.pk: row.contents.count() for row in BookSet.objects.in_service()}
    assert made_up == {boxes[0].pk: 4, boxes[1].pk: 5}  # what was lent meanwhile stays out
    assert Copy.objects.filter(status="packed").count() == 9
    assert len(stock) == 36
    assert worked_out(plan, ours).outcome["loose"]["there"] == 2  # those that were made up count


def test_boxes_of_loose_stock_are_filled_anew_unless_pinned_and_go_with_their_plan(
    tmp_path: Path, ours: Person, sites: list[DepositSite]
) -> None:
    builders.depot(ours)
    builders.shelved(tmp_path, ours, 6, prefix="L")
    plan = worked_out(made(ours, rounds=1, loose=3, loose_books=5), ours)
    kept, *_others = plan.planned.select_related("set")
    plans.pin(planned=kept, pinned=True, actor=ours.user, at=NOW)
    before = set(kept.set.proposed.values_list("copy", flat=True))
    worked_out(plan, ours)
    assert set(kept.set.proposed.values_list("copy", flat=True)) == before
    assert len({copy for box in queries.boxes(plan) for copy in box.proposed.values_list("copy", flat=True)}) == 15
    plans.give_up(plan=plan, actor=ours.user, at=NOW)
    assert not BookSet.objects.exists()
