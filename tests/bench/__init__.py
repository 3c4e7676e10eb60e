"""`make bench`: the suite against the same work done directly with libvirt and qemu-img, in one run, as ratios."""
