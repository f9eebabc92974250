"""What is done with notices. Rooms above need `queue`, `queue_to` for others than readers, and `withdraw`
where a notice no longer holds."""

from lienthu.notices.services.queueing import New, Person, queue, queue_all, queue_to, withdraw

__all__ = ["New", "Person", "queue", "queue_all", "queue_to", "withdraw"]
