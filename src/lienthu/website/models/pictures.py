"""Pictures of the public sites, and the smaller ones that readers are sent."""

from typing import ClassVar

from django.db import models
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition, ImageQuerySet

ORIGINALS, RENDITIONS = "website/originals", "website/renditions"


class Picture(AbstractImage):
    """A picture as it was kept: without place, time and maker of the camera (`pictures.py`). Never sent as it is."""

    credit = models.CharField(_("taken by"), max_length=120, blank=True)
    # Of a picture that came with an article from another room: where it lies there, below the uploads.
    origin = models.CharField(max_length=200, blank=True, editable=False, db_index=True)

    objects: ClassVar[models.Manager["Picture"]] = ImageQuerySet.as_manager()

    admin_form_fields = ("title", "file", "description", "credit", "collection", "focal_point_x", "focal_point_y",
                         "focal_point_width", "focal_point_height")  # fmt: skip

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ("-created_at", "-id")
        permissions = (("choose_picture", "Can choose picture"),)

    def get_upload_to(self, filename: str) -> str:
        """Under a name of our own: what somebody called it may tell more than they meant."""
        ending = filename.rpartition(".")[2].lower()
        return f"{ORIGINALS}/{get_random_string(20)}.{ending}"


class PictureRendition(AbstractRendition):
    """A picture cut and made small for one place on a page."""

    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("image", "filter_spec", "focal_point_key"), name="one_rendition_of_a_kind"),
        )

    def get_upload_to(self, filename: str) -> str:
        """Unguessable and never used again, so that browsers may keep it for ever."""
        ending = filename.rpartition(".")[2].lower()
        return f"{RENDITIONS}/{self.image_id}-{get_random_string(12)}.{ending}"
