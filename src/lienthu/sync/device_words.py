"""The sentences of the device's page: it fills in the facts by itself, so each is a whole sentence here.

The page has them in it as one JSON object, and keeps them for the days without a network.
"""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def words() -> dict[str, str]:
    """Sentences by the names that the scripts know them by, in the language of the page."""
    return {
        # what the browser can do, enrolment, PIN
        "start": _("This device is no travelling desk yet. A member of staff makes it one in three steps:"),
        "not_secure": _(
            "This address is not safe (https is missing), so the browser may keep nothing here. Open the "
            "hub's https address, or ask whoever looks after the hub."
        ),
        "browser_old": _(
            "This browser cannot work without a network. Use Chrome, Edge, Firefox or Safari of the last "
            "three years, not in a private window."
        ),
        "pins_differ": _("The two PINs are not the same. Type the second one again."),
        "enrol_waiting": _("This device still has %(n)s things to send. Give it a network before it is enrolled anew."),
        "pin_wrong": _("That is not the PIN. Tries left before the readers are erased from here: %(left)s."),
        "pin_gone": _(
            "The PIN was wrong too often, so the readers were erased from this device. What was done is "
            "kept and is sent when there is a network; then have a new QR code shown for this device."
        ),
        "no_network": _("The hub cannot be reached. Look for a network and try again."),
        "cut_off_waiting": _("The readers were erased. %(n)s things are still being sent; leave this page open."),
        "cut_off_erased": _("Everything was sent, and everything was erased from this device."),
        "given_up": _("Everything was erased from this device. To use it again, have a QR code shown for it:"),
        # the desk
        "named": _("“%(title)s” (%(copy)s)"),
        "scan_any": _("Scan a card or a book, or type words of a name or a title"),
        "scan_for": _("Scan a book for %(who)s, or another card"),
        "serving": _("Serving %(who)s."),
        "choose": _("Choose which one is meant."),
        "nothing_found": _("Nothing in the bundle fits “%(text)s”. Scan it again, or type words of a name or a title."),
        "lend_unknown": _("It is a book: lend it all the same"),
        "take_back_unknown": _("It is a book: take it back"),
        "serve_unknown": _("It is a reader's card: serve them"),
        "card_first": _("To lend it, scan the patron's card first."),
        "use_here": _("Used in the house"),
        "used_here": _("Counted as used in the house: %(what)s."),
        "lent": _("Lent to %(who)s: %(what)s. Due %(day)s."),
        "not_lent": _("Not lent: %(what)s."),
        "theirs_already": _("This reader has this copy already."),
        "lent_to": _("%(who)s has it on loan. Take it back first."),
        "lent_to_somebody": _("Another reader has it on loan. Take it back first."),
        "return_and_lend": _("Take it back and lend it to %(who)s"),
        "lend_anyway": _("Lend it all the same"),
        "why": _("Why it is done all the same"),
        "take_back": _("Take it back"),
        "take_back_anyway": _("Take it back all the same"),
        "not_on_loan": _("%(what)s is not on loan, as far as this device knows."),
        "back": _("Taken back: %(what)s."),
        "back_from": _("Taken back from %(who)s: %(what)s."),
        "was_due": _("It was due on %(day)s."),
        "renew": _("Renew"),
        "renewed": _("Renewed: %(what)s. Due %(day)s."),
        "not_renewed": _("Not renewed: %(what)s."),
        "renew_anyway": _("Renew it all the same"),
        "all_renewed": _("Loans renewed: %(count)s."),
        "on_loan_count": _("On loan: %(n)s"),
        "card_until": _("card until %(day)s"),
        "due_on": _("due %(day)s"),
        "late_since": _("overdue since %(day)s"),
        "undone": _("Taken back, as if it had not been done: %(what)s"),
        "not_written": _(
            "This was NOT done: the device could not write it down (%(why)s). Free some room and try again."
        ),
        # reasons against
        "expired": _("The card ended on %(day)s. Renew it first."),
        "too_many": _("The patron has %(has)s copies already; %(most)s at a time are allowed."),
        "has_overdue": _("Overdue copies that the patron has: %(count)s. Have them returned or renewed first."),
        "reserved": _("This copy is kept for another reader."),
        "is_lost": _("This copy is marked as lost. Take it back first, then lend it."),
        "is_in_transit": _(
            "This copy is on its way, says the bundle. If its box has come, receive the box first (More "
            "→ Receive or count a box)."
        ),
        "is_packed": _(
            "This copy is packed in a set that travels. If its box has come, receive the box first (More "
            "→ Receive or count a box)."
        ),
        "is_in_process": _("This copy is not yet ready: it is being processed."),
        "is_damaged": _("This copy is marked as damaged."),
        "in_house_only": _("This copy is for use in the house only."),
        "renewed_enough": _("This loan was renewed as often as is allowed."),
        "too_early": _("A renewal today would not move the day it is due. Renew it nearer to that day."),
        # states of copies
        "status_available": _("available"),
        "status_on_loan": _("on loan"),
        "status_reserved": _("kept for a reader"),
        "status_damaged": _("damaged, not lent"),
        "status_lost": _("lost"),
        "status_in_transit": _("on the way between libraries"),
        "status_in_process": _("being processed"),
        "status_packed": _("packed in a set that travels"),
        # what was done
        "did_check_out": pgettext("on a device", "Lent"),
        "did_check_in": pgettext("on a device", "Returned"),
        "did_renew": pgettext("on a device", "Renewed"),
        "did_in_house_use": _("Used in the house"),
        "did_visit": pgettext("on a device", "Visit"),
        "did_new_card": _("New card"),
        "did_undo": pgettext("on a device", "Taken back"),
        "did_box_receipt": pgettext("on a device", "Box received"),
        "did_count": pgettext("on a device", "Count"),
        "did_trip_report": _("Report of the trip"),
        "did_return_filled": pgettext("on a device", "Return handed in"),
        "state_waiting": _("waiting to be sent"),
        "state_sent": _("sent, not yet entered"),
        "state_applied": _("entered"),
        "state_question": _("a person must decide"),
        "state_dropped": _("not entered"),
        "was_undone": _("undone"),
        "undo_this": _("Undo"),
        "adult": pgettext("on a device", "adult"),
        "child": pgettext("on a device", "child"),
        "times": _("× %(n)s"),
        "scanned_count": _("books scanned: %(n)s"),
        "no_such_card": _("No reader in the bundle has this card: %(text)s. Tap adult or child instead."),
        "counted": _("Counted: %(n)s %(who)s."),
        # new cards, boxes, the report
        "card_taken": _("The code %(card)s belongs to a reader or a book already. Give out another card."),
        "card_made": _("New card for %(who)s."),
        "count_sum": _("There: %(there)s of %(all)s. Not on the list: %(surplus)s."),
        "count_there": _("There: %(what)s"),
        "count_again": _("Scanned already: %(what)s"),
        "count_surplus": _("Not on the list, written down all the same: %(what)s"),
        "count_done": _("Finished and written down. Missing: %(missing)s. Not on the list: %(surplus)s."),
        "count_before": _("Finished on this device: %(when)s"),
        "count_not_kept": _(
            "Counted for your own eyes; the hub keeps no such count. Missing: %(missing)s. Not on the "
            "list: %(surplus)s."
        ),
        "report_computer_sessions": _("Computer sessions"),
        "report_remarks": _("Remarks for the report"),
        "report_fuel_litres": _("Fuel (litres)"),
        "report_fuel_cost": _("Money for fuel (đồng)"),
        "report_other_cost": _("Other costs (đồng)"),
        "report_remedied": _("What was done about it"),
        "report_sums": _(
            "Counted today: adults %(adult)s, children %(child)s, loans %(lent)s, uses in the house "
            "%(used)s, new cards %(cards)s."
        ),
        "report_incidents": _("What went wrong"),
        "report_kept": _("The report is kept and will be sent with the rest."),
        "report_bad_whole": _("Write a whole number, such as 900.000."),
        "report_bad_number": _("Write a number, such as 41,5."),
        "photo_kept": _("The photo is kept on this device and will be sent after the rest."),
        "photo_bad": _("This file is no photo. Choose a JPEG or PNG picture."),
        "photo_remove": _("Take the photo away"),
        # sheets of figures
        "sheet_due": _("Due on %(due)s"),
        "sheet_asker": _("asked by %(who)s"),
        "sheet_ready": _("%(n)s of %(total)s figures are ready."),
        "sheet_before": _("A year before"),
        "sheet_computed": _("Computed"),
        "sheet_by_hand": _("counted by hand"),
        "sheet_about": _("What counts"),
        "sheet_remark": pgettext("return", "Remark"),
        "sheet_not_available": _("Not available"),
        "sheet_name_not_available": _("%(name)s: not available"),
        "sheet_meant": _("%(value)s is meant"),
        "sheet_why": _("Why not %(value)s, as computed?"),
        "sheet_take_computed": _("Take the computed one"),
        "sheet_word": _("A word on it"),
        "sheet_fine": _("Checked: the number is right."),
        "sheet_open": _("Still to be answered: a number, or “not available”."),
        "sheet_left": _(
            "Not yet: %(n)s figures lack a number, “not available”, a reason or a word. They are marked below."
        ),
        "sheet_kept": _("What you type is kept on this device."),
        "sheet_handed_in": _("Handed in on this device. It is sent when there is a network."),
        "sheet_arrived": _("Handed in. Thank you."),
        "sheet_asked": _("Handed in. A person at the library must look at it: %(words)s"),
        "sheet_refused": _("It was not taken: %(words)s Look at it and hand it in again."),
        "sheet_stays": _("The library kept its figures as a draft. Look at it and hand it in again."),
        # the bundle and the device
        "bundle_of": _("Taken along"),
        "bundle_made": _("As the hub had it at"),
        "bundle_until": _("Good until"),
        "bundle_copies": pgettext("on a device", "Copies"),
        "bundle_patrons": pgettext("on a device", "Readers"),
        "bundle_left_out": _("Readers left out for want of room"),
        "bundle_over": _(
            "“%(name)s” was good until %(day)s, so its books and readers were erased from this device. What was done "
            "is kept, and is sent when there is a network; then take it along anew. Until then the desk takes the "
            "numbers of books and cards all the same, and the hub looks them up."
        ),
        "scopes_asked": _("Asking the hub what may be taken along…"),
        "scopes_none": _(
            "There is nothing that this device may take along. Ask at the library which site, set or trip it is for."
        ),
        "scope_size": _("%(copies)s copies"),
        "load_sending": _("Sending what waits, so that the bundle knows of it…"),
        "load_asking": _("The hub is putting the bundle together…"),
        "load_coming": _("Coming: %(size)s MB…"),
        "load_keeping": _("Keeping it on this device…"),
        "load_done": _("Ready after %(seconds)s s: %(copies)s copies, %(patrons)s readers. You may go offline now."),
        "load_failed": _(
            "The bundle did not come whole. What was here before is still here. Try again nearer to the network."
        ),
        "no_room": _(
            "This device has no room for the bundle. Delete pictures or programs that are not needed, then try again."
        ),
        "all_sent": _("Everything is sent."),
        "all_sent_away": _("No network. Nothing waits."),
        "waiting_away": _("No network. Waiting: %(n)s"),
        "waiting_sending": _("Being sent: %(n)s"),
        "sending_refused": _("The hub does not take what is sent. Ask whoever looks after the hub."),
        "file_saved": _(
            "The file has %(n)s things in it. Bring it to the library, or hand it in on a computer with "
            "a network; the device goes on trying to send them, which does no harm."
        ),
        "file_photos": _(
            "Photos in it: %(n)s. They wait on the device too until it has a network; each is taken once."
        ),
        "file_photos_left": _("Photos that did not fit: %(n)s. Save one more file for them."),
        "room_kept": _(
            "Used: %(used)s MB, free: %(free)s MB. The browser has promised not to clear it away by itself."
        ),
        "room_not_kept": _(
            "Used: %(used)s MB, free: %(free)s MB. The browser may clear it away when the device is "
            "full: put the desk among the programs, and send often."
        ),
        "clock_wrong": _(
            "The clock of this device is wrong by %(minutes)s minutes. Set it right; the hub reckons with it meanwhile."
        ),
        "give_up_waiting": _("Not yet: %(n)s things wait to be sent. Give the device a network first."),
    }
