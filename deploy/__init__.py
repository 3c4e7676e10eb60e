"""How the suite gets onto machines: `dev` for one machine, manifests and images for a cluster."""
