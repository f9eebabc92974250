"""Work without a network: enrolled devices, the bundles they take along, and the events that they bring back.

An event is stored first, then folded: it ends applied, or as a question that a person answers. What an event does is
the service of the room that it belongs to; rooms above register theirs in their AppConfig.
"""
