"""Where django-allauth asks the house: nobody signs up, messages are ours, wrong passwords are counted by axes."""

from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lienthu.accounts import services

_SAID: Final[dict[str, str | Promise]] = {
    "account/messages/password_changed.txt": _("Your password is changed."),
    "account/messages/password_set.txt": _("Your password is set."),
    "mfa/messages/totp_activated.txt": _("The app is added: from now on you are asked for its code when you sign in."),
    "mfa/messages/totp_deactivated.txt": _("The app is removed."),
    "mfa/messages/recovery_codes_generated.txt": _("There are new recovery codes; earlier ones are void."),
    "mfa/messages/webauthn_added.txt": _("The passkey is added."),
    "mfa/messages/webauthn_removed.txt": _("The passkey is removed."),
}
# Whoever signs in or out sees that without being told.
SILENT: Final = {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}

_WRONG = _("User name or password is wrong. Mind capital letters, and that the typing of Vietnamese marks is off.")
_OFTEN = _("Too many wrong codes. Wait five minutes, then try again.")


class AccountAdapter(DefaultAccountAdapter):
    """Passwords and sessions."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _WRONG,
        "email_password_mismatch": _WRONG,
        "invalid_login": _WRONG,
        "account_inactive": _("This account is closed. Ask the director of your library."),
        "enter_current_password": _("That is not your password until now."),
        "incorrect_password": _("The password is wrong."),
        "incorrect_code": _("The code is wrong. Wait for the next one and type that."),
        "too_many_login_attempts": _OFTEN,
        "rate_limited": _OFTEN,
        "invalid_password_reset": _("The link is used up or too old. Ask for a new one."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: staff are taken on by whoever answers for their library."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Nothing: axes counts, in the database, so that it holds over all processes and a restart."""

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Our sentence for allauth's; its own where a release brings one that we do not know yet."""
        said = _SAID.get(message_template or "")
        if said is not None:
            messages.add_message(request, level, str(said), extra_tags=extra_tags)
        elif message_template not in SILENT:
            super().add_message(request, level, message_template, message_context, extra_tags, message)

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """As one's own change; what a colleague sets goes through `services.set_password`."""
        super().set_password(user, password)
        services.note_own_change(user=user, action="staff.password_changed", at=timezone.now())


class SecondFactorAdapter(DefaultMFAAdapter):
    """Codes and passkeys."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "cannot_delete_authenticator": _("This second factor cannot be removed."),
        "cannot_generate_recovery_codes": _("Add the app or a passkey first; recovery codes go with them."),
    }

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        """A name to begin with: passkey 1, passkey 2."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Passkey %(number)d") % {"number": count + 1}


class OidcAdapter(DefaultSocialAccountAdapter):
    """Sign-in by the accounts of another house."""

    error_messages = {
        **DefaultSocialAccountAdapter.error_messages,
    }

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never: an account there opens the one here that has its verified address, and founds none."""
        return False
