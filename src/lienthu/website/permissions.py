"""What Wagtail asks of Django's permissions, answered from the house's own roles. Anything else: no."""

from typing import Any, Final

from lienthu.accounts.models import User
from lienthu.common.access import SOMEWHERE, allowed

WRITE, PUBLISH = "website.write", "website.publish"
# Of all that Wagtail knows only this is asked by name: to come in, and to begin a page's translation. Pages and
# pictures it asks by groups, which are kept in step with the roles (services/rights.py).
ANSWERED: Final = {"wagtailadmin.access_admin": WRITE, "simple_translation.submit_translation": WRITE}


class WagtailBackend:
    """Signs nobody in; answers two permissions of Wagtail's."""

    def authenticate(self, _request: object, **_credentials: Any) -> None:
        return None

    def get_user(self, _user_id: Any) -> None:
        return None

    def has_perm(self, user: User, perm: str, obj: object = None) -> bool:
        return obj is None and perm in ANSWERED and allowed(user, ANSWERED[perm], SOMEWHERE)
