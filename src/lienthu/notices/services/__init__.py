"""What is done with notices. Rooms above need `queue`, and `withdraw` where a notice no longer holds."""

from lienthu.notices.services.queueing import New, queue, queue_all, withdraw

__all__ = ["New", "queue", "queue_all", "withdraw"]
