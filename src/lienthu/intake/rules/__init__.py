"""What the cells of a row say: pure, without a database. Facts are text and numbers, as JSON keeps them."""
