"""The stock of a library: orders and receipts, gifts received, stocktaking (kiểm kê) and weeding (thanh lọc).

Copies come and go through `catalogue` and `cataloguing`, with their history kept; the minutes are documents.
"""
