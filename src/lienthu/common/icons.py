"""Line icons on a 24 by 24 grid, drawn for this house, and its mark."""

PATHS = {
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "close": '<path d="m6 6 12 12M18 6 6 18"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "filter": '<path d="M4 6h16M7 12h10M10 18h4"/>',
    "sun": '<circle cx="12" cy="12" r="4"/><path d="M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6 7 7M17 17l1.4 1.4'
    'M18.4 5.6 17 7M7 17l-1.4 1.4"/>',
    "moon": '<path d="M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5Z"/>',
    "globe": '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18"/>',
    "pin": '<path d="M12 21s-7-6.2-7-11.5a7 7 0 0 1 14 0C19 14.8 12 21 12 21Z"/><circle cx="12" cy="9.5" r="2.5"/>',
    "quote": '<path d="M9.5 7C6.5 8 5 10.5 5 14v3h5v-5H7.5M18.5 7c-3 1-4.5 3.5-4.5 7v3h5v-5h-2.5"/>',
    "share": '<circle cx="6" cy="12" r="2.5"/><circle cx="17.5" cy="6" r="2.5"/><circle cx="17.5" cy="18" r="2.5"/>'
    '<path d="m8.2 10.8 7-3.6M8.2 13.2l7 3.6"/>',
    "camera": '<path d="M4 8h3.5L9 5.5h6L16.5 8H20v11H4z"/><circle cx="12" cy="13" r="3.5"/>',
    "print": '<path d="M7 9V4h10v5M7 17H4.5V9h15v8H17"/><path d="M7 14h10v6H7z"/>',
    "link": '<path d="M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-5.7-5.7L12 7M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 5.7'
    ' 5.7L12 17"/>',
    "download": '<path d="M12 4v11M7.5 10.5 12 15l4.5-4.5M5 20h14"/>',
    "upload": '<path d="M12 15V4M7.5 8.5 12 4l4.5 4.5M5 20h14"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
    "warning": '<path d="M12 4 2.5 20h19zM12 10v4.5M12 17.2v.1"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5M12 7.5v.1"/>',
    "arrow": '<path d="M5 12h14M13 6l6 6-6 6"/>',
    "back": '<path d="M19 12H5M11 6l-6 6 6 6"/>',
    "building": '<path d="M4 20h16M5 20V10l7-5 7 5v10M9.5 20v-6h5v6"/>',
    "book": '<path d="M12 6.5C9.5 4.8 6.5 4.5 3.5 5v13.5c3-.5 6-.2 8.5 1.5 2.5-1.7 5.5-2'
    ' 8.5-1.5V5c-3-.5-6-.2-8.5 1.5Z"/><path d="M12 6.5V20"/>',
    "serial": '<path d="M4 5h13v14H6a2 2 0 0 1-2-2zM17 9h3v8a2 2 0 0 1-4 0M7 9h7M7 12.5h7M7 16h4"/>',
    "article": '<path d="M6 3.5h9l4 4V20.5H6zM9 11h7M9 14.5h7M9 18h4M9 7.5h3"/>',
    "score": '<circle cx="7.5" cy="17.5" r="2.5"/><circle cx="17" cy="15.5" r="2.5"/><path d="M10'
    ' 17.5V6l9.5-2v11.5"/>',
    "map": '<path d="M3.5 6.5 9 4l6 2.5L20.5 4v13.5L15 20l-6-2.5L3.5 20zM9 4v13.5M15 6.5V20"/>',
    "video": '<path d="M3.5 6h17v12h-17z"/><path d="m10 9.5 4.5 2.5-4.5 2.5z"/>',
    "audio": '<path d="M4.5 15v-2.5a7.5 7.5 0 0 1 15 0V15M4.5 15h3v5h-3zM16.5 15h3v5h-3z"/>',
    "image": '<path d="M3.5 5h17v14h-17z"/><path d="m4 17 5-5.5 4 4 3-3 4 4.5"/><circle cx="15.5" cy="9" r="1.3"/>',
    "computer": '<path d="M4 5h16v11H4zM9 20h6M12 16v4"/>',
    "manuscript": '<path d="M5 20c6-1 11-6 14-15-8 1-12 6-12.5 11M5 20l1.5-4"/>',
    "kit": '<path d="m12 3.5 8 4v9l-8 4-8-4v-9zM4 7.5l8 4 8-4M12 11.5v9"/>',
    "other": '<path d="M5 4.5h4v15H5zM11 4.5h4v15h-4zM17 6l3-.7 2 14-3 .5"/>',
}  # fmt: skip


def _arm(index: int) -> str:
    """One of nine arms: from the stem at the foot out to the rim, further to the side the further from the middle."""
    offset = (index - 4) / 4
    top_x, top_y = 16 + 13.5 * offset, 4.5 + 7.5 * offset * offset
    return f"M16 29C16 21 {16 + 4 * offset:.1f} 18 {top_x:.1f} {top_y:.1f}"


MARK = (
    '<svg viewBox="0 0 32 32" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" '
    f'aria-hidden="true" focusable="false"><path d="{"".join(_arm(index) for index in range(9))}"/></svg>'
)
