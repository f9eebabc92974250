"""Books that change their owner: gifts given to libraries and others, and rounds of exchange among members.

Gifts received, their receipt and the letter of thanks are stock's; interlending and rotation change no owner.
"""
