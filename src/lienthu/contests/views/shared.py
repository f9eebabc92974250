"""Rights, and a page that is one form."""

from functools import partial

from lienthu.accounts import pages

ORGANISE, ENTER = "contests.organise", "contests.enter"
PER_PAGE = 20

form_page = partial(pages.form_page, template="contests/form.html")
