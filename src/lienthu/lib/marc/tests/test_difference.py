"""Two records field by field."""

from lienthu.lib.marc.difference import Change, changes, chosen, unmoved
from lienthu.lib.marc.record import Record

SHELF, TITLE, SUBJECT = ("852", "  \x1faAG"), ("245", "10\x1faMắt biếc"), ("650", " 4\x1faTình yêu")
LEADER = "00000nam a2200000 i 4500"


def test_a_field_that_only_stands_elsewhere_is_no_choice_and_is_not_doubled() -> None:
    compared = unmoved(changes(Record(LEADER, [SHELF, TITLE]), Record(LEADER, [TITLE, SUBJECT, SHELF])))
    assert [change for change in compared if change.differs] == [Change(None, SUBJECT)]
    assert chosen(compared, set()).fields == [TITLE, SHELF]
    assert chosen(compared, range(len(compared))).fields == [TITLE, SUBJECT, SHELF]


def test_of_two_equal_fields_one_may_go() -> None:
    compared = unmoved(changes(Record(LEADER, [SHELF, SHELF, TITLE]), Record(LEADER, [TITLE, SHELF])))
    assert [change for change in compared if change.differs] == [Change(SHELF, None)]
