"""Textual widgets that screens and kinds share.

`Reading(text)` Markdown with mathematics · `inline_content(text)` one line of it ·
`Math(source)` a display formula · `LiveReading()` an answer as it is read. Import each from
its module; nothing is loaded before it is needed.
"""
