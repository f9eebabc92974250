"""Foreign programs that speak Z39.50 and SRU, as fixtures; and servers of our own that answer with anything."""

import contextlib
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

_ABS = """name lt
attset bib1.att
esetname F @
esetname B @
marc usmarc.mar
encoding utf-8
xpath disable
all any
melm 020$a ISBN
melm 100 author
melm 245 title
"""
_CFG = """profilePath: {folder}:/usr/share/idzebra-2.0/tab
recordType: grs.marcxml.lt
attset: bib1.att
register: {folder}/register:20M
keyTmpDir: {folder}
setTmpDir: {folder}
lockDir: {folder}
perm.anonymous: rw
encoding: utf-8
"""
_IDX = "index w\ncompleteness 0\nposition 1\nalwaysmatches 1\nfirstinfield 1\nicuchain words-icu.xml\n"
_CQL = """set.cql = info:srw/cql-context-set/1/cql-v1.2
set.dc = info:srw/cql-context-set/1/dc-v1.1
set.bath = http://zing.z3950.org/cql/bath/2.0/
index.cql.serverChoice = 1=1016
index.dc.title = 1=4
index.dc.creator = 1=1003
index.bath.isbn = 1=7
relation.eq = 2=3
relation.scr = 2=3
structure.* = 4=6
position.any = 3=3
truncation.none = 5=100
set = dc
"""
_XML = """<yazgfs><listen id="all">tcp:127.0.0.1:{port}</listen>
<server id="one" listenref="all"><directory>{folder}</directory><config>zebra.cfg</config><cql2rpn>cql.txt</cql2rpn>
<retrievalinfo><retrieval syntax="xml" name="marcxml" identifier="info:srw/schema/1/marcxml-v1.1">
<backend syntax="xml" name="F"/></retrieval><retrieval syntax="xml"/><retrieval syntax="usmarc"/></retrievalinfo>
<explain xmlns="http://explain.z3950.org/dtd/2.0/"><serverInfo><host>127.0.0.1</host><port>{port}</port>
<database>Default</database></serverInfo><databaseInfo><title>Kho thử</title></databaseInfo>
<indexInfo><set identifier="info:srw/cql-context-set/1/dc-v1.1" name="dc"/>
<index><title>Nhan đề</title><map><name set="dc">title</name></map></index></indexInfo>
<schemaInfo><schema identifier="info:srw/schema/1/marcxml-v1.1" name="marcxml"><title>MARCXML</title></schema>
</schemaInfo></explain></server></yazgfs>
"""


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@contextlib.contextmanager
def _running(command: list[str], port: int, folder: Path) -> Iterator[None]:
    with (folder / "server.log").open("wb") as log:
        program = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        try:
            for _ in range(200):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    break
                time.sleep(0.05)
            yield
        finally:
            program.terminate()
            program.wait(10)


@pytest.fixture(scope="session")
def ztest(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of `yaz-ztest`, which finds as many records as it likes and has some hundred, over both protocols."""
    if not shutil.which("yaz-ztest"):
        pytest.skip("no yaz-ztest here: as root, apt-get install yaz")
    port, folder = free_port(), tmp_path_factory.mktemp("ztest")
    with _running(["yaz-ztest", f"tcp:127.0.0.1:{port}"], port, folder):
        yield port


@pytest.fixture(scope="session")
def zebra(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a Zebra with two Vietnamese records, z1 and z2, over both protocols."""
    if not shutil.which("zebrasrv"):
        pytest.skip("no zebrasrv here: `./lienthu test` as root installs it")
    from lienthu.catalogue.tests.builders import KIEU, marc

    port, folder = free_port(), tmp_path_factory.mktemp("zebra")
    (folder / "register").mkdir()
    for name, text in (
        ("lt.abs", _ABS),
        ("default.idx", _IDX),
        ("cql.txt", _CQL),
        ("zebra.cfg", _CFG),
        ("s.xml", _XML),
    ):
        filled = text.replace("{folder}", str(folder)).replace("{port}", str(port))
        (folder / name).write_text(filled, encoding="utf-8")
    more = {"title": "Đất rừng phương Nam", "author": "Đoàn, Giỏi", "barcodes": ("X1",)}
    (folder / "books.mrc").write_bytes(marc("z1", **KIEU) + marc("z2", **more))
    for words in (["init"], ["update", "books.mrc"]):
        subprocess.run(["zebraidx", "-c", "zebra.cfg", *words], cwd=folder, check=True, capture_output=True)
    with _running(["zebrasrv", "-f", "s.xml"], port, folder):
        yield port


@contextlib.contextmanager
def answering(answer: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server on a port that hands each connection to `answer`, one after the other, and then hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.2)
        ended = threading.Event()

        def serve() -> None:
            while not ended.is_set():
                try:
                    connection, _peer = listening.accept()
                except TimeoutError:
                    continue
                with connection, contextlib.suppress(OSError):
                    connection.settimeout(5)
                    answer(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            ended.set()
            thread.join(10)
