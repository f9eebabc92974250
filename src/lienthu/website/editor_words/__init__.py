"""The Vietnamese of Wagtail's editor, in `locale/`: an app for its words alone.

In settings.INSTALLED_APPS it stands behind our rooms, whose own words go first, and before Wagtail, whose words it
completes and betters. `djangojs` is for the editor's scripts (urls.py). Owns no tables; nobody calls it.
"""
