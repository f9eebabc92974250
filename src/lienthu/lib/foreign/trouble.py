"""What can go wrong with a foreign catalogue, and what to tell whoever asked it."""

# Every code that TargetTrouble has. The text says what is wrong and what to do; an application may translate it.
SENTENCES = {
    "address": "The address of this catalogue cannot be read. Write it as its operator states it.",
    "unresolved": "There is no computer of this name. Check the address, or this hub's connection to the Internet.",
    "unreachable": "Nothing answers at this address. The catalogue is switched off, the port is wrong, or a firewall "
    "is in between.",
    "timeout": "The catalogue did not answer in time. Try again later, or allow it more seconds.",
    "tls": "The catalogue's certificate cannot be trusted, so nothing was sent to it. Tell its operator.",
    "http": "The catalogue's web server refused the request. Check the address, user name and password.",
    "redirected": "The catalogue sends us on to a place that we do not follow. Enter the address that it moved to.",
    "too_large": "The catalogue sent more than we take in at once. Ask for something more precise.",
    "not_sru": "What answers at this address is no SRU server. Check the address.",
    "garbage": "What answers at this address does not speak Z39.50, or not as the standard says. "
    "Check address and port.",
    "hung_up": "The catalogue broke off the conversation. It may be busy, or may not let this hub in.",
    "refused": "The catalogue does not let us in. Check user name and password with its operator.",
    "sealed": "The password that is kept for this catalogue cannot be read, for the hub has another secret since. "
    "The system administrator enters it again.",
    "no_search": "The catalogue lets us in but offers no search.",
    "index": "This catalogue cannot be asked in this way: its settings say nothing about the field that was filled "
    "in. Fill in another.",
    "diagnostic": "The catalogue answered with an error.",
}


class TargetTrouble(Exception):
    """Asking a foreign catalogue failed. `code` is a key of SENTENCES; `detail` is short, its own words where it
    has any, and not translated."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = plain(detail)

    def __str__(self) -> str:
        return f"{SENTENCES[self.code]} ({self.detail})" if self.detail else SENTENCES[self.code]


def plain(text: str, most: int = 200) -> str:
    """Words from outside as one short line that can be shown."""
    return " ".join("".join(char if char.isprintable() else " " for char in text[: most * 4]).split())[:most]
