"""Standard numbers: read, checked, brought to one form."""

_PLAIN = str.maketrans("", "", "-‐‑‒–— .:")


def isbn13(text: str) -> str:
    """The 13 digits of a valid ISBN at the start of the text ("0-85527-510-3 (pbk.)"), else "". ISO 2108."""
    text = text.strip()
    digits = text.partition(" ")[0]
    if not (digits.isdigit() and digits.isascii()):
        cut = text.partition("(")[0]
        digits = cut.translate(_PLAIN).upper().removeprefix("ISBN")
        if not digits.isascii():
            return ""
        digits = digits[:13] if digits[:13].isdigit() and len(digits) >= 13 else digits[:10]
    if len(digits) == 13:
        code = digits.encode()
        # The offset of "0" in ASCII, 48, counts 7 + 3 × 6 times: 1200, nothing modulo 10.
        return digits if digits[:2] == "97" and not (sum(code[::2]) + 3 * sum(code[1::2])) % 10 else ""
    if len(digits) == 10 and digits[:9].isdigit():
        return _raised(digits)
    return ""


def _raised(ten: str) -> str:
    """The 13-digit form of a 10-digit ISBN, or "" when its check digit is wrong."""
    last = 10 if ten[9] == "X" else int(ten[9]) if ten[9].isdigit() else -1
    a, b, c, d, e, f, g, h, i = ten[:9].encode()
    # The offset of "0" in ASCII, 48, counts 54 times here and 19 times below, where 38 is 9 + 3 × 7 + 8.
    total = 10 * a + 9 * b + 8 * c + 7 * d + 6 * e + 5 * f + 4 * g + 3 * h + 2 * i - 48 * 54
    if last < 0 or (total + last) % 11:
        return ""
    check = -(38 + 3 * (a + c + e + g + i) + b + d + f + h - 48 * 19) % 10
    return f"978{ten[:9]}{check}"


def issn(text: str) -> str:
    """A valid ISSN as "1234-567X", else "". ISO 3297."""
    plain = text.partition("(")[0].translate(_PLAIN).upper().removeprefix("ISSN")[:8]
    if len(plain) != 8 or not plain[:7].isdigit() or not plain.isascii():
        return ""
    last = 10 if plain[7] == "X" else int(plain[7]) if plain[7].isdigit() else -1
    total = sum(weight * int(digit) for weight, digit in zip(range(8, 1, -1), plain, strict=False))
    return f"{plain[:4]}-{plain[4:]}" if last >= 0 and not (total + last) % 11 else ""


def lccn(text: str) -> str:
    """The normalised Library of Congress control number ("85-2 " → "85000002"), else "". LoC, "The LCCN Namespace"."""
    plain = text.replace(" ", "").partition("/")[0]
    head, hyphen, tail = plain.partition("-")
    if hyphen:
        plain = head + tail.zfill(6) if tail.isdigit() and len(tail) <= 6 else ""
    digits = plain.lstrip("abcdefghijklmnopqrstuvwxyz")
    return plain if digits.isdigit() and len(digits) in (8, 10) and len(plain) - len(digits) <= 3 else ""


def oclc(text: str) -> str:
    """The digits of "(OCoLC)ocm01234567" without leading zeros, else ""."""
    rest = text.strip()
    if rest[:7].lower() != "(ocolc)":
        return ""
    digits = rest[7:].strip().lstrip("ocmn").strip().lstrip("0")
    return digits if digits.isdigit() and digits.isascii() else ""
