"""The union catalogue: members' source records as they came, the titles that group them, copies, and search.

Owns SourceRecord, Title, Copy and the decisions between them. Never rewrites a source record; a title is derived.
Called by circulation, portal and protocols through `services`, `queries` and `search`.
"""
