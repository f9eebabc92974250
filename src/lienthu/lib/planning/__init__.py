"""Which box of books goes where in the next rounds, and by which tour: pure functions over plain data.

`problem` says what is known, `solve` proposes, `judge` accounts for any plan (ours, a person's, the naive cycle's),
`reasons` answers why and why not, `tours` drives, `contents` fills boxes from loose stock. Words for people are the
caller's: reasons come as data.
"""
