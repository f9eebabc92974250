"""The shapes of what is entered about devices."""

from django import forms
from django.utils.translation import gettext_lazy as _

from lienthu.sync.services.storing import FILE_ENDING


class InvitationForm(forms.Form):
    """A device that is to be let in."""

    name = forms.CharField(
        label=_("Name of the device"), max_length=80, help_text=_("By which you know it again: “Phone of the bus”.")
    )


class CutOffForm(forms.Form):
    """Why a device is cut off."""

    reason = forms.CharField(label=_("Why it is cut off"), max_length=200, help_text=_("Lost, broken, given away …"))


class EventFileForm(forms.Form):
    """The file that a device wrote to a stick."""

    file = forms.FileField(
        label=_("File from the device"), widget=forms.ClearableFileInput(attrs={"accept": FILE_ENDING})
    )
