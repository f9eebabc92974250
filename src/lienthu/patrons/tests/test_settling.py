"""Merging, deletion, export, hooks of rooms above."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.forms.models import model_to_dict
from django.urls import reverse

from lienthu.common import audit
from lienthu.common.models import AuditEntry, Job
from lienthu.patrons import checks, hooks, jobs, queries
from lienthu.patrons.models import Card, Consent, DataRequest, Patron
from lienthu.patrons.services import desk as notes
from lienthu.patrons.services import merging, requests
from lienthu.patrons.services.consents import Answer, record
from lienthu.patrons.services.patrons import Guardian
from lienthu.patrons.tests import builders
from lienthu.patrons.tests.builders import AT, TODAY
from lienthu.patrons.tests.test_pages import signed_in

CALLS: list[tuple[str, object]] = []


def hook_merge(*, kept, merged, actor, at):
    return {"loans": [1, 2]}


def hook_undo(*, kept, merged, moved, actor, at):
    CALLS.append(("undo", moved))


def hook_obstacles(patron):
    return ["Two books are on loan."] if patron.note == "lends" else []


def hook_erase(*, patron, actor, at):
    CALLS.append(("erase", patron.number))


def hook_export(patron):
    return [hooks.Table("Loans", ("Title",), [("Đất rừng phương Nam",)])]


def hook_anonymise(*, before, at):
    CALLS.append(("before", at - before))
    return 7


def hook_sections(patron, *, user, at):
    return [hooks.Section("loans", "patrons/_found.html", {}, order=1)]


@pytest.fixture
def room(monkeypatch):
    """The test's own room above, which keeps something about patrons."""
    here = "lienthu.patrons.tests.test_settling.hook_"
    names = {"undo_merge": "undo", "own_sections": ""}
    fields = ("merge", "undo_merge", "obstacles", "erase", "export", "anonymise", "sections")
    made = hooks.PatronHooks(**{name: here + names.get(name, name) for name in fields})
    monkeypatch.setattr(apps.get_app_config("circulation"), "patron_hooks", made, raising=False)
    CALLS.clear()
    return made


def state(patron: Patron) -> dict[str, object]:
    """All that stands in a patron's row and hangs on it."""
    row = Patron.objects.get(pk=patron.pk)
    kinds = ("cards", "blocks", "messages", "consents", "relations", "words")
    hanging = {kind: sorted(getattr(row, kind).values_list("pk", flat=True)) for kind in kinds}
    hanging["words"] = sorted(bytes(word) for word in row.words.values_list("word", flat=True))
    return {**model_to_dict(row), "sort_key": bytes(row.sort_key), **hanging}


@pytest.fixture
def pair(our_library):
    library = our_library.library
    kept = builders.patron(library, "Nguyễn Văn Trỗi", card="A1", birth_date=None)
    merged = builders.patron(library, "Nguyễn V. Trỗi", card="A2", phone="0903 000 001", address="Ấp 3")
    notes.block(patron=merged, kind="rules", actor=None, at=AT)
    notes.relate(
        patron=merged, guardian=Guardian(kind="spouse", name="Phan Thị Quyên"), is_guardian=False, actor=None, at=AT
    )
    answer = Answer(Consent.Purpose.HISTORY, Consent.Giver.SELF, granted=True)
    record(patron=merged, answers=[answer], actor=None, at=AT + timedelta(hours=1))
    return kept, merged


def test_after_a_merge_both_cards_and_numbers_lead_to_the_one_who_stays(pair, room) -> None:
    kept, merged = pair
    merging.merge(kept=kept, merged=merged, actor=None, at=AT)
    libraries = [kept.library_id]
    assert queries.patron_by_card("A2", libraries=libraries) == kept
    assert queries.patron_by_card("A1", libraries=libraries) == kept
    assert queries.card_or_number(merged.number, libraries=libraries) == kept
    found = queries.patron_by_card("A1", libraries=libraries)
    assert found is not None
    assert (found.phone, found.open_blocks, found.history_opt_in) == ("0903 000 001", 1, True)
    assert [each.pk for each in queries.search("nguyen troi", library=kept.library)] == [kept.pk]
    assert list(checks.problems()) == []


def test_an_undone_merge_leaves_both_exactly_as_they_were(pair, room) -> None:
    before = [state(each) for each in pair]
    kept, merged = pair
    made = merging.merge(kept=kept, merged=merged, actor=None, at=AT)
    merging.undo(merge=made, actor=None, at=AT)
    assert [state(each) for each in pair] == before
    assert CALLS == [("undo", {"loans": [1, 2]})]
    with builders.refused("undone_already"):
        merging.undo(merge=made, actor=None, at=AT)
    merging.merge(kept=merged, merged=kept, actor=None, at=AT)  # and the other way round
    assert queries.patron_by_card("A1", libraries=[kept.library_id]) == merged


def test_what_was_changed_since_the_merge_stays_changed(pair, room) -> None:
    kept, merged = pair
    made = merging.merge(kept=kept, merged=merged, actor=None, at=AT)
    Patron.objects.filter(pk=kept.pk).update(address="Ấp 5")
    merging.undo(merge=made, actor=None, at=AT)
    kept.refresh_from_db()
    assert (kept.address, kept.phone) == ("Ấp 5", "")


def test_patrons_of_two_libraries_or_one_and_the_same_are_not_merged(pair, sister_library) -> None:
    with builders.refused("other_library"):
        merging.merge(kept=pair[0], merged=builders.patron(sister_library.library), actor=None, at=AT)
    with builders.refused("same_patron"):
        merging.merge(kept=pair[0], merged=pair[0], actor=None, at=AT)


def test_deletion_waits_for_what_hinders_it_then_takes_everything_but_the_number(pair, room) -> None:
    kept, merged = pair
    merging.merge(kept=kept, merged=merged, actor=None, at=AT)
    Patron.objects.filter(pk=kept.pk).update(note="lends")
    asked = requests.ask_deletion(patron=kept, actor=None, at=AT)
    assert requests.ask_deletion(patron=kept, actor=None, at=AT) == asked
    with builders.refused("hindered"):
        requests.delete(request=asked, actor=None, at=AT)
    Patron.objects.filter(pk=kept.pk).update(note="")
    requests.delete(request=asked, actor=None, at=AT)
    for row in Patron.objects.all():
        assert (row.state, row.full_name, row.birth_date, row.phone) == (Patron.State.DELETED, "", None, "")
    assert sorted(call for call in CALLS if call[0] == "erase") == [("erase", kept.number), ("erase", merged.number)]
    assert queries.search("nguyen troi", library=kept.library) == []
    assert queries.search("A1", library=kept.library) == []
    assert not Card.objects.filter(state=Card.State.ACTIVE).exists()
    for entry in AuditEntry.objects.filter(thing="patrons.patron"):
        assert (entry.before, entry.after, entry.reason) == (None, None, "")
    assert DataRequest.objects.get().state == DataRequest.State.DONE
    assert list(checks.problems()) == []


def test_a_refused_request_needs_a_reason_and_is_answered_once(pair) -> None:
    asked = requests.ask_deletion(patron=pair[0], actor=None, at=AT)
    with builders.refused("no_reason"):
        requests.refuse(request=asked, reason=" ", actor=None, at=AT)
    requests.refuse(request=asked, reason="Còn nợ sách", actor=None, at=AT)
    with builders.refused("answered"):
        requests.delete(request=asked, actor=None, at=AT)


def test_the_copy_of_the_data_has_what_every_room_keeps(pair, room) -> None:
    made = queries.as_json(pair[1], at=AT)
    told = str(made)
    for fact in (pair[1].number, "0903 000 001", "Phan Thị Quyên", "Đất rừng phương Nam"):
        assert fact in told
    assert pair[0].number not in told


def test_the_anonymising_job_runs_once_a_day_with_the_set_time(db, room, settings) -> None:
    settings.HISTORY_DAYS = 30
    jobs.anonymise_daily()
    jobs.anonymise_daily()
    job = Job.objects.get(kind=jobs.ANONYMISE_JOB)
    assert jobs.anonymise(job)["circulation"] == 7
    assert [("before", timedelta(days=30))] == CALLS


def test_a_director_merges_undoes_and_answers_on_the_pages(director, desk, room) -> None:
    client = signed_in(director.user)
    kept = builders.patron(director.library, "Trần Văn Ơn", card="A1")
    merged = builders.patron(director.library, "Trần V. Ơn", card="A2")
    address = reverse("patrons:merge", args=[kept.pk])
    assert merged.number in client.post(address, {"other": "A2", "reason": "hai lần"}).content.decode()
    client.post(address, {"other": "A2", "reason": "hai lần", "sure": "yes"})
    page = client.get(reverse("patrons:patron", args=[merged.pk]), follow=True)
    assert page.redirect_chain[-1][0] == reverse("patrons:patron", args=[kept.pk])
    client.post(reverse("patrons:undo_merge", args=[kept.merges.get().pk]))
    assert Patron.objects.filter(state=Patron.State.ACTIVE).count() == 2
    client.post(reverse("patrons:rights", args=[kept.pk, "ask"]))
    assert kept.full_name in client.get(reverse("patrons:asked")).content.decode()
    exported = client.post(reverse("patrons:rights", args=[kept.pk, "json"]))
    assert exported.json()["number"] == kept.number
    question = client.post(reverse("patrons:rights", args=[kept.pk, "delete"])).content.decode()
    assert kept.full_name in question
    assert Patron.objects.get(pk=kept.pk).state == Patron.State.ACTIVE
    client.post(reverse("patrons:rights", args=[kept.pk, "delete"]), {"sure": "yes"})
    kept.refresh_from_db()
    assert kept.state == Patron.State.DELETED
    assert audit.entries_of(kept).filter(action="patron.deleted").exists()


def test_who_is_not_in_charge_neither_merges_nor_deletes(desk) -> None:
    client, patron = signed_in(desk.user), builders.patron(desk.library)
    assert client.get(reverse("patrons:merge", args=[patron.pk])).status_code == 403
    requests.ask_deletion(patron=patron, actor=None, at=AT)
    assert client.post(reverse("patrons:rights", args=[patron.pk, "delete"])).status_code == 404
    patron.refresh_from_db()
    assert patron.state == Patron.State.ACTIVE


def test_the_checks_tell_what_does_not_agree(our_library) -> None:
    patron = builders.child(our_library.library)
    assert list(checks.problems()) == []
    Patron.objects.filter(pk=patron.pk).update(open_blocks=2, guardian_consented=False)
    patron.words.all().delete()
    assert len(list(checks.problems())) == 3
    assert TODAY
