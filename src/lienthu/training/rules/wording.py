"""How a course is called in papers. They are Vietnamese, whatever language the page is read in."""

from lienthu.lib.vietnamese import fold

CALLED = ("tap huan", "lop ", "khoa ", "boi duong", "hoi nghi tap huan")


def about(name: str) -> str:
    """What the plan is about: "Tập huấn biên mục", "Tập huấn “Phổ biến văn bản mới”"."""
    return name if fold(name).startswith(CALLED) else f"Tập huấn “{name}”"


def subject(name: str) -> str:
    """The plan's line in the register: "Tổ chức tập huấn biên mục"."""
    words = about(name)
    return f"Tổ chức {words[:1].lower()}{words[1:]}"
