"""The public sites of a federation and its members: news, events, pages, readers' questions, counters of visits.

Owns its sites, pages, pictures, questions and counts; Wagtail gives drafts, review and editor (decision 15). Rights
come from the house's own roles (`services/rights.py`); a thing of another room becomes an article by a source
(`sources.py`). Nobody below calls it.
"""
