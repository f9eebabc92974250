"""The shapes of what is entered in stock, by what it is for."""
