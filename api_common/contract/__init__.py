"""What crosses the wire between services: records and words only, no behaviour beyond validation.

Readers ignore fields they do not know, writers name every field (the type check refuses unknown ones), and within a
release fields are only ever added.
"""
