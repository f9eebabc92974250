"""Notices: what a library tells its readers by email, on paper, or through a gateway for SMS or Zalo.

Owns what was queued, the letters it went in, the wording of each kind and who declined what. Knows nothing of loans
or holds: a room above names its kinds in its AppConfig (`kinds.NoticeKind`) and calls `services.queue`.
"""
