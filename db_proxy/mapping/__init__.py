"""Rows become wire records here, and nowhere else: the only room that knows both."""
