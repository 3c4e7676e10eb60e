"""Who is it, and may they? Decided here and nowhere else: routes say what they need, services what they show."""
