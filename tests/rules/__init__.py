"""Rules that keep the suite in shape. Each names its offenders; packages that do not exist yet are passed over."""
