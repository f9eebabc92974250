"""The command line: one module per group of commands, each command thin over a service. Nothing imports it."""
