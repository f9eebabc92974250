"""The room, and Wagtail's search as it is used here."""

from django.apps import AppConfig
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelsearch.apps import ModelSearchAppConfig

from lienthu.common.evidence import Evidence
from lienthu.common.staff import Group, StaffLink
from lienthu.website.kinds import NOTICE_KINDS


class WebsiteConfig(AppConfig):
    default = True
    name = "lienthu.website"
    label = "website"
    today = "lienthu.website.today.items"
    onward = "lienthu.website.onward.links"
    withdrawn = "lienthu.website.services.withdrawing.taken_back"
    site_maps = "lienthu.website.views.feeds.site_maps"
    # Their first rows (a welcome page, groups of their own, a site at localhost) are not wanted here: our migration
    # writes what is (a root, two languages), and takes the rest away where their migrations wrote it.
    answers_for = ("wagtailcore", "wagtailadmin", "wagtailimages", "wagtailusers", "simple_translation", "taggit")
    staff_links = (
        StaffLink(
            _("Public sites"),
            _("News, events and pages for everybody; questions of readers; what the site looks like."),
            "website:index",
            "website.write",
            70,
            Group.FEDERATION,
        ),
    )
    audit_actions = {
        "site.opened": _("public site opened"),
        "site.changed": _("public site changed"),
        "article.begun": _("article begun"),
        "article.to_change": _("article to be changed: somebody took their agreement back"),
        "article.changed": _("names taken out of an article"),
        "question.answered": _("question of a reader answered"),
        "question.set_aside": _("question of a reader set aside"),
    }
    audit_names = {
        "accent": _("colour"),
        "emblem": _("emblem"),
        "host_name": _("host name"),
        "is_main": _("the hub's own site"),
        "kind": pgettext_lazy("article", "begun from"),
        "is_public": pgettext_lazy("question", "on the site"),
    }
    notice_kinds = NOTICE_KINDS
    evidence = {
        "website.question": Evidence(
            _("question of a reader"), "website:question", "website.publish", "site__organisation"
        ),
        "website.newspage": Evidence(
            pgettext_lazy("kind of page", "news article"), "website:article", "ledger.read", ()
        ),
    }

    def ready(self) -> None:
        from lienthu.website import editing, receivers
        from lienthu.website.models import LibraryPage, SitePage
        from lienthu.website.views import shown  # noqa: F401 says what pages are shown with

        SitePage.base_form_class = editing.SitePageForm
        LibraryPage.base_form_class = editing.LibraryPageForm
        receivers.quiet_mail()

    def audit_value(self, fact: str, value: str) -> str | Promise | None:
        """The words for a stored key in an audit entry of this room."""
        from lienthu.website.models import PublicSite, Question
        from lienthu.website.sources import source_of

        if fact == "kind" and (source := source_of(value)):
            return source.label
        if fact == "state" and value in Question.State.values:
            return Question.State(value).label
        return PublicSite.Accent(value).label if fact == "accent" and value in PublicSite.Accent.values else None


class SearchConfig(ModelSearchAppConfig):
    """Wagtail's search for its editor's lists, with plain questions to the tables: no index, no tables, no signals.

    Readers search the catalogue; an index of pages would cost a write with every change, and SQL of its own.
    """

    name = "wagtail.search"
    label = "wagtailsearch"
    default = False

    def import_models(self) -> None:
        self.models = self.apps.all_models[self.label]

    def ready(self) -> None:
        """Nothing is to be connected."""

    def get_search_backend_config(self) -> object:
        from django.conf import settings

        return settings.WAGTAILSEARCH_BACKENDS
