"""Search over the union catalogue: state from the URL → query → back end → results.

Derived from the database and rebuilt from it at any time; an index never decides a loan. `tantivy_backend` is the
embedded engine, `memory_backend` the plain one that it is held against. Called by catalogue, portal and protocols.
"""
