"""What changes headings: the harvest of records, authority files, corrections and merges, references and relations."""
