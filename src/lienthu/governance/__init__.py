"""How a federation governs itself: elections of its committee, its fund, its resolutions and what becomes of them.

Terms and offices themselves are federation's; numbers of documents are registry's. What an item of a resolution names
as its indicator is a code alone: who has the figures stands above.
"""
