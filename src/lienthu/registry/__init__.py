"""The register of numbered documents (sổ văn bản) of libraries and federations, and the legal documents they work by.

Every number that this hub gives to a document is drawn here. What a document says is the business of who writes it:
reports, governance and others above call `services.booking.book`.
"""
