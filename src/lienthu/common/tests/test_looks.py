"""Within one look a thing is looked up once, outside of it every time."""

from lienthu.common.looks import once, one_look


def test_a_look_asks_once_and_forgets_at_its_end() -> None:
    asked: list[int] = []

    def ask() -> int:
        asked.append(1)
        return len(asked)

    assert (once("a", ask), once("a", ask)) == (1, 2)
    with one_look():
        assert (once("a", ask), once("a", ask), once("b", ask)) == (3, 3, 4)
        with one_look():
            assert once("a", ask) == 3
        assert once("a", ask) == 3
    assert once("a", ask) == 5
