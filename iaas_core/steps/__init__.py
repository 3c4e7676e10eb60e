"""One step and its compensation, side by side. Flows put them in order; the runner calls them."""
