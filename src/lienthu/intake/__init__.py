"""What a library brings along when it starts: patrons, copies and open loans from tables or from a Koha export.

Reads, previews, hands to the services of the rooms below; keeps each row that cannot be taken with its reason.
"""
