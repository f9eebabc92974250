"""Addresses of signing in, and of what one signs in with. Their names are django-allauth's: it looks them up itself.

What is not listed is not offered: no signing up, no addresses of mail to manage.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.contrib.auth.decorators import login_required
from django.urls import path, re_path
from django.views.generic import RedirectView

from lienthu.accounts.views import own

urlpatterns = [
    path("sign-in/", account.login, name="account_login"),
    path("sign-in/passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("sign-in/code/", mfa.authenticate, name="mfa_authenticate"),
    path("sign-in/closed/", account.account_inactive, name="account_inactive"),
    path("sign-out/", account.logout, name="account_logout"),
    path("password/", account.password_change, name="account_change_password"),
    path("password/first/", account.password_set, name="account_set_password"),
    path("password/lost/", own.with_mail(account.password_reset), name="account_reset_password"),
    path("password/lost/sent/", own.with_mail(account.password_reset_done), name="account_reset_password_done"),
    path(
        "password/new/done/",
        own.with_mail(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        own.with_mail(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("account/", own.account, name="mfa_index"),
    path("account/confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("account/confirm/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("account/confirm/passkey/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("account/app/add/", totp.activate_totp, name="mfa_activate_totp"),
    path("account/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/codes/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/codes/new/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/codes/download/", recovery.download_recovery_codes, name="mfa_download_recovery_codes"),
    path(
        "account/passkeys/",
        login_required(RedirectView.as_view(pattern_name="mfa_index")),
        name="mfa_list_webauthn",
    ),
    path("account/passkeys/add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("account/passkeys/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
]
