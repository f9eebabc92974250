"""What devices take along of returns: those that are to be filled in, computed when the bundle is made; and a return
that was filled in and handed in without a network.

Shapes: docs/travel-offline-device.md, "For rooms above sync". What changed here since the device took its bundle
is asked about; nothing is overwritten unseen.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthu.common.access import allowed
from lienthu.federation import queries as federation
from lienthu.indicators.models import Indicator
from lienthu.indicators.rules import recipes
from lienthu.lib.vietnamese import numbers
from lienthu.returns.errors import ReturnRefused
from lienthu.returns.models import Entry, Return
from lienthu.returns.queries.rounds import askers, to_fill
from lienthu.returns.queries.sheets import Line, sheet_of
from lienthu.returns.rules import checks, reading
from lienthu.returns.services import filling, steps
from lienthu.returns.services.filling import Said
from lienthu.returns.services.steps import Signer
from lienthu.sync.registry import Act, Applied, Asked, BundleRequest, Handler, Remedy, Result

WRITE: Final = "reports.write"
AHEAD: Final = timedelta(days=60)  # before the day on which it is due
MOST: Final = 6  # returns in a bundle, the soonest first
FRESH: Final = timedelta(minutes=10)  # a bundle that is asked for again does not compute again
DEVICE, HERE, KEEP = "device", "here", "keep"
Figures = Mapping[str, Mapping[str, Any]]


# --- the part of the bundle


def bundle(request: BundleRequest) -> Mapping[str, object] | None:
    """Returns of the device's library and of the place's, as far as its person fills them in."""
    day = timezone.localdate(request.at)
    site = request.contents.site
    places = [request.device.library, *([site.organisation] if site else [])]
    mine = [one for one in places if allowed(request.device.person, WRITE, one)]
    rows = list(to_fill(mine).filter(call__first_on__lte=day, call__due_on__lte=day + AHEAD)[:MOST]) if mine else []
    if not rows:
        return None
    asked_by = askers([row.call for row in rows], day)
    sheets = [_told(_computed(row, request), asked_by[row.call_id]) for row in rows]
    words = {name: str(text) for name, text in checks.SENTENCES.items()}
    asks = {
        "words": {**words, "no_number": str(reading.NO_NUMBER), "too_large": str(reading.TOO_LARGE)},
        "limits": {
            "jump": float(checks.JUMP), "small": float(checks.SMALL), "far": float(checks.FAR),
            "largest": numbers.LARGEST,
        },
        "not_available": sorted(reading.NOT_AVAILABLE),
    }  # fmt: skip
    return {"sheets": sheets, "asks": asks}


def _computed(row: Return, request: BundleRequest) -> Return:
    """With its figures computed by now; what was typed in stays."""
    by: dict[str, Any] = {"actor": request.device.person, "at": request.at}
    if row.state == Return.State.ASKED:
        return filling.begin(row=row, **by)
    if row.prefilled_at is None or row.prefilled_at < request.at - FRESH:
        filling.refresh(row=row, **by)
        row.refresh_from_db(fields=("prefilled_at", "state"))
    return row


def _told(row: Return, asker: str) -> dict[str, object]:
    last = row.steps.last() if row.state == Return.State.SENT_BACK else None
    name = federation.names([row.organisation_id], row.call.period.last)[row.organisation_id]
    return {
        "kind": "return_filled", "id": str(row.pk), "name": f"{row.call.name} · {name}", "asker": asker,
        "data": {"return": row.pk}, "due": row.call.due_on.isoformat(), "note": row.call.note,
        "remark": last.reason if last else "", "sent_back": last is not None,
        "sections": [
            {"name": part.name, "lines": [_line(line) for line in part.lines]} for part in sheet_of(row).parts
        ],
    }  # fmt: skip


def _line(line: Line) -> dict[str, object]:
    entry, indicator = line.entry, line.indicator
    recipe = recipes.of(indicator)
    formula = recipe.formula if isinstance(recipe, recipes.Worked) else None
    return {
        "code": line.code, "name": indicator.name, "unit": line.unit, "about": indicator.definition,
        "decimals": indicator.decimals, "ratio": line.is_ratio, "level": indicator.kind == Indicator.Kind.LEVEL,
        "parts": indicator.parts, "formula": formula.text if formula else "",
        "codes": sorted(formula.codes) if formula else [], "by_hand": line.is_by_hand, "before": _plain(entry.before),
        "computed": _plain(entry.computed), "last": _plain(line.last), "others": _plain(line.others),
        "value": _plain(entry.value), "how": entry.state, "text": line.text, "doubtful": entry.is_doubtful,
        "reason": entry.reason, "word": entry.word, "remark": entry.remark,
    }  # fmt: skip


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"


# --- what comes back


def _filled(act: Act) -> Result:
    row = _return(act)
    if isinstance(row, Asked):
        return row
    figures = _figures(act.data.get("figures"))
    if figures is None:
        return Asked("bad_data", _("The figures of the return cannot be read."))
    lines = {line.code: line for line in sheet_of(row).lines if not line.is_ratio}
    asked = {code: each for code, each in figures.items() if code in lines}
    changed = [lines[code] for code, each in asked.items() if _changed(lines[code], each)]
    if changed and not {DEVICE, HERE} & act.answers.keys():
        message = _("Since the device took this return along, figures were changed here: %(names)s.")
        return Asked("changed_since", message % {"names": _names(changed)})
    if HERE in act.answers:
        asked = {code: each for code, each in asked.items() if lines[code] not in changed}
    meant = [code for code, each in asked.items() if each.get("meant")]
    return _taken(act, row, dict(_sayings(asked, lines, changed)), meant)


def _taken(act: Act, row: Return, said: Mapping[str, Said], meant: list[str]) -> Result:
    by: dict[str, Any] = {"row": row, "actor": act.actor, "at": act.at}
    _codes, refused = filling.save_many(said=said, **by)
    if refused and KEEP not in act.answers:
        return Asked("unread_figures", " ".join(refused.values())[:500])
    filling.save_many(said={code: Said(meant=True) for code in meant if code not in refused}, **by)
    row.refresh_from_db()
    if KEEP in act.answers:
        return Applied(row, {"return": row.pk, "state": row.state})
    try:
        steps.submit(signer=Signer(str(act.actor), "device"), **by)
    except ReturnRefused as refusal:
        return Asked(refusal.code, f"{refusal} {_names([one for one in sheet_of(row).lines if one.is_open])}".strip())
    return Applied(row, {"return": row.pk, "state": Return.State.SUBMITTED.value})


def _return(act: Act) -> Return | Asked:
    """The return that the device names, held; of an organisation for which its person fills in returns."""
    number = act.data.get("return")
    row = Return.objects.select_related("organisation").filter(pk=number).first() if isinstance(number, int) else None
    if row is None or not allowed(act.actor, WRITE, row.organisation):
        return Asked("no_return", _("It does not say which return this is, or the return is another library's."))
    held = filling.editable(row.pk)
    return filling.begin(row=held, actor=act.actor, at=act.at) if held.state == Return.State.ASKED else held


def _figures(value: object) -> Figures | None:
    """By code what the device says of each figure; None where it makes no sense."""
    if not isinstance(value, dict):
        return None
    return value if all(isinstance(each, dict) and _is_text(each) for each in value.values()) else None


def _is_text(said: Mapping[str, Any]) -> bool:
    return all(isinstance(said.get(name) or "", str) for name in ("seen", "text", "reason", "word"))


def _changed(line: Line, said: Mapping[str, Any]) -> bool:
    """Whether here stands something else than the person saw, and than what they wrote; a sum changed by its parts."""
    return line.entry.state != Entry.State.WORKED and line.text not in (said.get("seen") or "", said.get("text"))


def _sayings(asked: Figures, lines: Mapping[str, Line], changed: list[Line]) -> Iterator[tuple[str, Said]]:
    """What is said anew of each figure. One that the person saw and left as it was is what they handed in."""
    for code, each in asked.items():
        line = lines[code]
        text = each.get("text")
        if text is None and line in changed:
            text = each.get("seen") or ""
        said = Said(
            text=None if text == line.text else text, reason=_new(each.get("reason"), line.entry.reason),
            word=_new(each.get("word"), line.entry.word),
        )  # fmt: skip
        if said != Said():
            yield code, said


def _new(said: str | None, known: str) -> str | None:
    return None if said is None or said.strip() == known else said


def _names(lines: list[Line]) -> str:
    return ", ".join(f"“{line.indicator.name}”" for line in lines[:8]) + (" …" if len(lines) > 8 else "")


KEPT = Remedy(KEEP, gettext_lazy("Keep the figures, hand the return in later"))
KINDS: Final[Mapping[str, Handler]] = {
    "return_filled": Handler(
        label=gettext_lazy("return handed in"),
        fold=_filled,
        action=WRITE,
        remedies={
            "changed_since": (
                Remedy(DEVICE, gettext_lazy("Take the device's figures")),
                Remedy(HERE, gettext_lazy("Leave what was changed here, take the rest")),
            ),
            "unanswered": (KEPT,),
            "unread_figures": (KEPT,),
        },
        names={
            "changed_since": gettext_lazy("Figures were changed here meanwhile"),
            "unanswered": gettext_lazy("Figures lack an answer"),
            "unread_figures": gettext_lazy("Numbers that cannot be read"),
            "no_return": gettext_lazy("Unknown return"),
            "not_open": gettext_lazy("Return handed in or round over"),
        },
    )
}
