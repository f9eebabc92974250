"""Books that travel: deposit sites, sets, placements from dispatch to return, and the plan of rounds.

The owner of a copy never changes here; who has charge of it is `catalogue.services.copies.move`'s to say.
"""
