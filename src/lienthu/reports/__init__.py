"""Reports that are signed: annual, interim and term reports and plans as Word and PDF, and the sector's forms as XLSX.

Figures come from below (`queries.figures`) and stay linked until the signature; then they, and the bytes of both
documents, are kept as they were. Nothing here works a figure out.
"""
