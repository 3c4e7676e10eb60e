"""image_operator keeps the catalogue of images: one YAML file beside one disk file, in a folder shared by all hosts."""
