"""Rights, and a page that is one form."""

from functools import partial

from lienthu.accounts import pages

DECIDE, PROPOSE = "awards.decide", "awards.propose"
PER_PAGE = 20

form_page = partial(pages.form_page, template="awards/form.html")
