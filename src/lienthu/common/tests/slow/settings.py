from lienthu.settings import *  # noqa: F403
from lienthu.settings import INSTALLED_APPS as ROOMS

INSTALLED_APPS = [*ROOMS, "lienthu.common.tests.slow"]
ROOT_URLCONF = "lienthu.common.tests.slow.urls"
