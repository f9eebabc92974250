"""A weeding list on paper and as a table: the proposal that a decision is taken on, and the list of what went."""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from lienthu.catalogue.derive import facts_from_json, with_parts
from lienthu.common.workbooks import Sheet, workbook
from lienthu.stock.models import WeedingItem, WeedingList
from lienthu.stock.queries.weeding import counts_of, items_of
from lienthu.stock.rules.weeding import Criteria
from lienthu.stock.services.minutes import dated, full_name, name_above

LISTED = 500  # copies named in the document; all of them stand in the XLSX


def proposal(weeding: WeedingList, *, place: str = "") -> bytes:
    """The proposal (tờ trình) with the copies to go, in Vietnamese, as DOCX."""
    with override("vi"):
        return _proposal(weeding, place)


def _proposal(weeding: WeedingList, place: str) -> bytes:
    from lienthu.common.administrative import Paper  # here, because it brings Word's library along

    on = timezone.localdate(weeding.proposed_at or weeding.made_at)
    counts = counts_of(weeding)
    paper = Paper(
        parent=name_above(weeding.library, on), body=full_name(weeding.library, on),
        number=_("No.: %(number)s") % {"number": "     /TTr-TV"}, place_and_day=dated(place, on),
    )  # fmt: skip
    paper.title(_("Proposal"), _("Weeding of documents: %(name)s") % {"name": weeding.name})
    paper.text(
        _("On the ground of Circular 02/2020/TT-BVHTTDL on preserving and weeding library documents, the library")
        + " "
        + _("proposes to take %(copies)d copies of %(titles)d titles out of its stock, chosen by these criteria:")
        % {"copies": counts["to_go"], "titles": counts["titles"]}
    )
    paper.points(criteria_in_words(Criteria.from_json(weeding.criteria)))
    if counts["kept"]:
        paper.text(
            _("%(n)d copies met the criteria and are kept for reasons given in the table.") % {"n": counts["kept"]}
        )
    paper.heading(_("List of copies"))
    rows = [
        (rank, *cells[:4], cells[5])
        for rank, cells in zip(range(1, LISTED + 1), _lines(weeding, kept=False), strict=False)
    ]
    heads = [_("No."), _("Code"), _("Title"), _("Year"), _("Call number"), _("Reasons")]
    paper.table(heads, rows, (12, 28, 56, 14, 26, 26))
    if counts["to_go"] > LISTED:
        paper.text(_("The other %(n)d copies stand in the attached table.") % {"n": counts["to_go"] - LISTED})
    paper.signatures([(_("Made by"), [str(weeding.made_by or "")]), (_("Director"), [""])])
    return paper.saved()


def table(weeding: WeedingList) -> bytes:
    """Every copy of the list as XLSX, those that are kept on a sheet of their own."""
    columns = [
        (_("Code"), 18), (_("Title"), 50), (_("Year"), 8), (_("Call number"), 22), (_("Last used"), 12),
        (_("Reasons"), 30), (_("Reason to keep"), 30), (_("Left out"), 30), (pgettext("day", "Withdrawn"), 12),
        (_("Taken back"), 12),
    ]  # fmt: skip
    return workbook(
        [
            Sheet(_("To go"), columns, _lines(weeding, kept=False)),
            Sheet(_("Kept"), columns, _lines(weeding, kept=True)),
        ]
    )


def _lines(weeding: WeedingList, *, kept: bool) -> Iterator[tuple[object, ...]]:
    for item in items_of(weeding).filter(kept=kept).iterator(chunk_size=2_000):
        facts = facts_from_json(item.copy.record.facts)
        withdrawn = timezone.localdate(item.withdrawn_at) if item.withdrawn_at else None
        undone = timezone.localdate(item.undone_at) if item.undone_at else None
        yield (
            str(item.copy), with_parts(facts), str(facts.year or ""), item.copy.call_number, item.used_on,
            reasons_of(item), item.kept_for, item.left_out, withdrawn, undone,
        )  # fmt: skip


def reasons_of(item: WeedingItem) -> str:
    return ", ".join(str(WeedingItem.Reason(reason).label) for reason in item.reasons)


def criteria_in_words(criteria: Criteria) -> list[str]:
    """A sentence for each criterion that was applied."""
    found = []
    if criteria.unused_years:
        found.append(_("not used for %(n)d years or more") % {"n": criteria.unused_years})
    if criteria.copies_needed is not None:
        found.append(_("copies of one title beyond %(n)d") % {"n": criteria.copies_needed})
    if criteria.damaged:
        found.append(_("damaged copies"))
    if criteria.lost_months:
        found.append(_("lost for %(n)d months or more") % {"n": criteria.lost_months})
    for age in criteria.class_ages:
        found.append(_("class %(class)s older than %(n)d years") % {"class": age.beginning, "n": age.years})
    return found
