"""Staff, the roles they hold over an organisation and what lies below it, and sign-in.

Owns User and Role. Does not know what the actions that a role allows do. Every room above may call it; those below
ask `common.access` instead.
"""
