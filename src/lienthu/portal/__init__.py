"""The public site: home, results, a title's page. Owns no table; reads through the other rooms' `queries`."""
