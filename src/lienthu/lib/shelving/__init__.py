"""Where a book stands: title and author marks, call numbers and their order on the shelf, accession numbers,
sheets of labels and barcodes. Pure functions over plain data; what a library decides comes in as data.
"""
