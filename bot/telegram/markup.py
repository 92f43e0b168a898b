"""From plain text to what Telegram shows: escaped at the leaf, without characters that would garble a chat."""

from __future__ import annotations

import html
import re

from telegram import LinkPreviewOptions

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

# Control characters except tab and line feed, marks and overrides of the writing direction, and surrogates,
# which cannot be sent at all. The joiners U+200C and U+200D stay: Persian words and many emoji need them.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]"
)


def clean(text: str) -> str:
    """Return the text without control, direction and other invisible characters."""
    return _UNWANTED.sub("", text)


def escape(text: str) -> str:
    """Return plain text as HTML that Telegram shows as it was written; `clean` it first where it is counted."""
    return html.escape(clean(text), quote=False)
