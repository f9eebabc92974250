"""Public catalogues that many libraries take records from, as their operators state how to ask them.

Facts, no promise: none could be reached when this list was made, so each is unconfirmed until somebody has tested it
from their own hub. Nothing of it is in use before a person switches it on.
"""

from dataclasses import asdict, dataclass, field
from typing import Final

from lienthu.cataloguing.rules.asking import DEFAULTS


@dataclass(frozen=True, kw_only=True)
class KnownTarget:
    """A catalogue, in the words of `models.Target`."""

    key: str
    name: str
    kind: str
    address: str
    database: str = ""
    syntax: str
    encoding: str = "auto"
    version: str = "1.1"
    user_name: str = ""
    password: str = ""
    indexes: dict[str, str] = field(default_factory=dict)

    def facts(self) -> dict[str, object]:
        """What a target of this is made of; not its key."""
        return {name: value for name, value in asdict(self).items() if name != "key"}


KNOWN: Final = (
    KnownTarget(
        key="loc",
        name="Library of Congress (Z39.50)",
        kind="z3950",
        address="lx2.loc.gov:210",
        database="LCDB",
        syntax="marc21",
        indexes=dict(DEFAULTS["z3950"]),
    ),
    KnownTarget(
        key="loc-sru",
        name="Library of Congress (SRU)",
        kind="sru",
        address="http://lx2.loc.gov:210/LCDB",
        syntax="marcxml",
        indexes=dict(DEFAULTS["sru"]),
    ),
    KnownTarget(
        key="dnb",
        name="Deutsche Nationalbibliothek",
        kind="sru",
        address="https://services.dnb.de/sru/dnb",
        syntax="MARC21-xml",
        indexes={"isbn": "NUM", "title": "TIT", "author": "PER", "any": "WOE", "year": "JHR"},
    ),
    KnownTarget(
        key="bnf",
        name="Bibliothèque nationale de France",
        kind="sru",
        address="https://catalogue.bnf.fr/api/SRU",
        syntax="unimarcxchange",
        version="1.2",
        indexes={
            "isbn": "bib.isbn", "title": "bib.title all", "author": "bib.author all", "any": "bib.anywhere all",
            "year": "bib.date",
        },
    ),
    KnownTarget(
        key="k10plus",
        name="K10plus (GBV, BSZ)",
        kind="sru",
        address="https://sru.k10plus.de/opac-de-627",
        syntax="marcxml",
        indexes={"isbn": "pica.isb", "title": "pica.tit", "author": "pica.per", "any": "pica.all", "year": "pica.jah"},
    ),
)  # fmt: skip
BY_KEY: Final = {each.key: each for each in KNOWN}
