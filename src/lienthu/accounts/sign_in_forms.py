"""django-allauth's forms in our words: their labels, hints and no placeholders, the checks left as they are."""

from typing import Any, ClassVar, NamedTuple

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as passkeys
from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Words(NamedTuple):
    label: str | Promise
    help: str | Promise = ""


class Worded(forms.Form):
    """Puts the words of `WORDS` on the fields of those names."""

    WORDS: ClassVar[dict[str, Words]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in self.WORDS.items():
            self.fields[name].label = words.label  # type: ignore[assignment]
            self.fields[name].help_text = words.help  # type: ignore[assignment]
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


_LENGTH = _("At least 8 characters, and not a common one.")
_NEW = {"password1": Words(_("New password"), _LENGTH), "password2": Words(_("New password once more"))}
_CODE = {"code": Words(_("Code"), _("Six digits from the app, or one of your recovery codes."))}


class LoginForm(Worded, account.LoginForm):
    WORDS = {
        "login": Words(_("User name"), _("Or the e-mail address that your library entered for you.")),
        "password": Words(_("Password")),
        "remember": Words(_("Stay signed in on this computer")),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {
            "autocomplete": "username",
            "autocapitalize": "none",
            "spellcheck": "false",
            "autofocus": True,
        }


class ReauthenticateForm(Worded, account.ReauthenticateForm):
    WORDS = {"password": Words(_("Password"))}


class ChangePasswordForm(Worded, account.ChangePasswordForm):
    WORDS = {"oldpassword": Words(_("Your password until now")), **_NEW}


class SetPasswordForm(Worded, account.SetPasswordForm):
    WORDS = _NEW


class ResetPasswordForm(Worded, account.ResetPasswordForm):
    WORDS = {"email": Words(_("E-mail address"), _("The one that your library entered for you."))}


class ResetPasswordKeyForm(Worded, account.ResetPasswordKeyForm):
    WORDS = _NEW


class CodeForm(Worded, mfa.AuthenticateForm):
    WORDS = _CODE


class ReauthenticateCodeForm(Worded, mfa.ReauthenticateForm):
    WORDS = _CODE


class ActivateTOTPForm(Worded, totp.ActivateTOTPForm):
    WORDS = {"code": Words(_("Code that the app shows now"), _("Six digits; they change every half minute."))}


class AddPasskeyForm(Worded, passkeys.AddWebAuthnForm):
    WORDS = {
        "name": Words(
            _("Name of the passkey"), _("So that you can tell it from others: “library computer”, “my phone”.")
        ),
        "passwordless": Words(
            _("Let it stand for the password too"),
            _("The device then asks for your fingerprint, face or PIN."),
        ),
    }


class EditPasskeyForm(Worded, passkeys.EditWebAuthnForm):
    WORDS = {"name": Words(_("Name of the passkey"))}
