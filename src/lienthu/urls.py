"""Addresses: the public site at the root, everything for staff below /staff/; the same in English below /en/."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.i18n import JavaScriptCatalog

from lienthu.common.views import codes, health

EDITOR_WORDS = ["wagtail.admin", "lienthu.website.editor_words"]  # of its scripts: the latter's go before
handler403 = "lienthu.portal.views.lost.not_open"
handler404 = "lienthu.portal.views.lost.not_found"
urlpatterns = [
    path("health", health, name="health"),
    path("staff/oidc/", include("lienthu.accounts.oidc_urls")),
    path("may/api/", include("lienthu.sync.api_urls")),  # asked by devices, whose answers are in the hub's language
    # The language is part of the address: a shared link shows everybody the same page. Why: docs/design.md
    *i18n_patterns(
        path("staff/", include("lienthu.accounts.sign_in_urls")),
        path("staff/", include("lienthu.accounts.urls")),
        path("staff/codes/", codes, name="codes"),
        path("staff/federation/", include("lienthu.federation.urls")),
        path("staff/registry/", include("lienthu.registry.urls")),
        path("staff/governance/", include("lienthu.governance.urls")),
        path("staff/calendars/", include("lienthu.calendars.urls")),
        path("staff/catalogue/", include("lienthu.catalogue.urls")),
        path("staff/authorities/", include("lienthu.authorities.urls")),
        path("staff/cataloguing/", include("lienthu.cataloguing.urls")),
        path("staff/patrons/", include("lienthu.patrons.urls")),
        path("staff/circulation/", include("lienthu.circulation.urls")),
        path("staff/notices/", include("lienthu.notices.urls")),
        path("staff/visits/", include("lienthu.visits.urls")),
        path("kiosk/", include("lienthu.visits.kiosk_urls")),
        path("may/", include("lienthu.sync.device_urls")),
        path("staff/stock/", include("lienthu.stock.urls")),
        path("staff/sharing/", include("lienthu.sharing.urls")),
        path("staff/intake/", include("lienthu.intake.urls")),
        path("staff/sync/", include("lienthu.sync.urls")),
        path("staff/rotation/", include("lienthu.rotation.urls")),
        path("staff/returns/", include("lienthu.returns.urls")),
        path("staff/mobile/", include("lienthu.mobile.urls")),
        path("staff/training/", include("lienthu.training.urls")),
        path("staff/conferences/", include("lienthu.conferences.urls")),
        path("staff/indicators/", include("lienthu.indicators.urls")),
        path("staff/dashboards/", include("lienthu.dashboards.urls")),
        path("staff/ledger/", include("lienthu.evidence.urls")),
        path("staff/reports/", include("lienthu.reports.urls")),
        path("staff/awards/", include("lienthu.awards.urls")),
        path("staff/exhibitions/", include("lienthu.exhibitions.urls")),
        path("staff/contests/", include("lienthu.contests.urls")),
        path("giam-khao/", include("lienthu.contests.judge_urls")),
        path("trong-tai/", include("lienthu.contests.referee_urls")),
        path("dong-y/", include("lienthu.contests.consent_urls")),
        *(
            [
                path(
                    "staff/website/editor/",
                    include([path("jsi18n/", JavaScriptCatalog.as_view(packages=EDITOR_WORDS))]),
                ),
                # Wagtail's editor stands below the room's own pages, behind the one door of website/gate.py.
                path("staff/website/editor/", include("wagtail.admin.urls")),
                path("staff/website/", include("lienthu.website.urls")),
                path("trang/", include("lienthu.website.public_urls")),
            ]
            if settings.WEBSITE
            else []
        ),
        path("diem/", include("lienthu.rotation.public_urls")),
        path("bao-cao/", include("lienthu.returns.public_urls")),
        path("hoc/", include("lienthu.training.public_urls")),
        path("dang-ky-hoi-nghi/", include("lienthu.conferences.public_urls")),
        path("", include("lienthu.circulation.own_urls")),
        path("", include("lienthu.notices.own_urls")),
        path("", include("lienthu.patrons.own_urls")),
        path("", include("lienthu.portal.urls")),
        prefix_default_language=False,
    ),
]
