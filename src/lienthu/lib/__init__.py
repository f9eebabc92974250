"""What needs no Django: Vietnamese text, MARC, matching. Pure functions over plain data; anybody may call it, it calls nobody."""
