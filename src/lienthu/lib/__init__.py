"""What needs no Django: Vietnamese text, MARC, matching. Pure functions over plain data; it calls nobody."""
