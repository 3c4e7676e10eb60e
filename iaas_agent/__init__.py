"""iaas_agent: does, on one host, what iaas_core asks for, with libvirt, qemu-img and dnsmasq. Keeps no database."""
