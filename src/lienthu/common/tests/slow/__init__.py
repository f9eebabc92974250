"""A room for tests only: a job and a page that wait until they are let go."""
