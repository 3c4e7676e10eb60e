"""`DomainSpec` -> libvirt's domain XML. Pure functions, one element a file: no libvirt, no files, no network."""
