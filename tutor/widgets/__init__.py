"""Textual widgets that screens and kinds share.

`prose.Prose(text)` Markdown with mathematics · `prose.inline(text)` one line of it ·
`math.Math(source)` a display formula. Import each from its module; nothing is loaded
before it is needed.
"""
