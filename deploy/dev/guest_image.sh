#!/usr/bin/env bash
# Builds the small bootable guest that the suite brings along, from the distribution's packages alone.
#
#   guest_image.sh OUT.qcow2
#
# A Linux of some 20 MB: BIOS boot from a virtio disk, DHCP on every network card, login on the screen (tty1) and on the
# serial console (ttyS0), obeys the power button, runs the guest agent, takes CPUs, disks and cards that are plugged in
# while it runs. On the serial console it says `BOOT-OK <seconds>` and `DHCP-OK <card> <address>`.
# User root, password guest. No loop devices and no mounts are needed, so it builds in containers too.
set -euo pipefail

out=$(realpath -m "${1:?usage: guest_image.sh OUT.qcow2}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
boot_mib=24 root_mib=44
root=$work/root kernel=$work/kernel

require() {
    for program in "$@"; do
        command -v "$program" >/dev/null || { echo "$program is missing; 'make setup' installs it" >&2; exit 1; }
    done
}

# --- parts -----------------------------------------------------------------------------------------------------------

# The smallest kernel that the distribution has for virtual machines.
kernel_packages() {
    local meta found
    for meta in linux-image-cloud-amd64 linux-image-kvm linux-image-virtual linux-image-amd64; do
        found=$(apt-cache depends "$meta" 2>/dev/null | awk '/Depends: linux-image/ {print $2; exit}')
        if [ -n "$found" ]; then
            echo "$found"
            # Ubuntu keeps the modules in a package of their own.
            [ "${found#linux-image-}" != "$found" ] && apt-cache show "linux-modules-${found#linux-image-}" >/dev/null 2>&1 &&
                echo "linux-modules-${found#linux-image-}"
            return 0
        fi
    done
    echo "this distribution has no kernel package for virtual machines" >&2
    return 1
}

unpack_packages() {
    mkdir -p "$work/debs"
    local packages
    packages=$(kernel_packages)
    (cd "$work/debs" && apt-get -qq -o APT::Sandbox::User=root download $packages busybox-static qemu-guest-agent)
    for deb in "$work"/debs/linux-*.deb; do dpkg-deb -x "$deb" "$kernel"; done
    dpkg-deb -x "$work"/debs/busybox-static_*.deb "$work/busybox"
    dpkg-deb -x "$work"/debs/qemu-guest-agent_*.deb "$work/agent"
    # Merged-/usr packages put modules below usr/lib.
    [ -d "$kernel/lib/modules" ] || { mkdir -p "$kernel/lib"; ln -s ../usr/lib/modules "$kernel/lib/modules"; }
    version=$(ls "$kernel/lib/modules" | head -n 1)
    busybox=$(find "$work/busybox" -type f -path '*bin/busybox' | head -n 1)
    depmod -b "$kernel" "$version"
}

# Files of the modules and of all they need, in loading order.
modules() {
    local name
    for name in "$@"; do
        modprobe -d "$kernel" -S "$version" --show-depends -- "$name" 2>/dev/null | awk '/^insmod/ {print $2}'
    done | awk '!seen[$0]++'
}

# --- first stage: finds the disk -------------------------------------------------------------------------------------

build_initramfs() {
    local stage=$work/initramfs number=0 file
    mkdir -p "$stage"/{bin,dev,proc,sys,new,modules}
    cp "$busybox" "$stage/bin/busybox"
    ln -s busybox "$stage/bin/sh"
    for file in $(modules virtio_pci virtio_blk ext4); do
        cp "$file" "$stage/modules/$(printf %02d $number)-$(basename "$file")"
        number=$((number + 1))
    done
    cat >"$stage/init" <<'EOF'
#!/bin/sh
b=/bin/busybox
$b mount -t devtmpfs dev /dev; $b mount -t proc proc /proc; $b mount -t sysfs sys /sys
for file in /modules/*; do
    case $file in *.xz) $b xz -dc "$file" >/m.ko ;; *.zst) continue ;; *) $b cp "$file" /m.ko ;; esac
    $b insmod /m.ko 2>/dev/null
done
tries=0
while [ ! -b /dev/vda2 ] && [ $tries -lt 100 ]; do $b usleep 50000; tries=$((tries + 1)); done
$b mount -t ext4 /dev/vda2 /new || exec /bin/sh
for folder in dev proc sys; do $b mount --move /$folder /new/$folder; done
exec $b switch_root /new /sbin/init
EOF
    chmod +x "$stage/init"
    (cd "$stage" && find . | cpio --quiet -o -H newc -R 0:0 | gzip -9) >"$work/initrd.gz"
}

# --- the system ------------------------------------------------------------------------------------------------------

build_root() {
    mkdir -p "$root"/{bin,sbin,dev,proc,sys,etc/init.d,etc/acpi/PWRF,tmp,root,var/run,var/log,run,lib,lib64,usr/sbin,usr/bin,usr/lib,mnt,srv}
    cp "$busybox" "$root/bin/busybox"
    local name
    for name in $("$busybox" --list); do [ "$name" = busybox ] || ln -sf /bin/busybox "$root/bin/$name"; done
    # hwclock is for the guest agent, which sets no clock without it.
    for name in init getty modprobe insmod ifconfig udhcpc reboot poweroff halt acpid hwclock; do
        ln -sf /bin/busybox "$root/sbin/$name"
    done
    copy_modules
    copy_agent
    echo root:x:0:0:root:/root:/bin/sh >"$root/etc/passwd"
    echo root:x:0: >"$root/etc/group"
    echo "root:$(openssl passwd -6 -salt guest guest):19000:0:99999:7:::" >"$root/etc/shadow"
    chmod 600 "$root/etc/shadow"
    printf guest >"$root/etc/hostname"
    echo /bin/sh >"$root/etc/shells"
    write_scripts
    chmod +x "$root"/etc/init.d/* "$root"/etc/acpi/PWRF/*
}

copy_modules() {
    local file
    mkdir -p "$root/lib/modules/$version"
    for file in $(modules virtio_net virtio_balloon virtio_console virtio_rng virtio_scsi virtio_input evdev button \
        pvpanic-mmio \
        sd_mod sr_mod isofs vfat nls_ascii nls_cp437 virtio_mem ata_piix ahci e1000); do
        mkdir -p "$root/$(dirname "${file#"$kernel"/}")"
        cp "$file" "$root/${file#"$kernel"/}"
    done
    cp "$kernel/lib/modules/$version"/modules.{order,builtin,builtin.modinfo} "$root/lib/modules/$version/"
    depmod -b "$root" "$version"
}

# The guest agent with the libraries it needs.
copy_agent() {
    local library
    cp "$work/agent/usr/sbin/qemu-ga" "$root/usr/sbin/"
    for library in $(ldd "$work/agent/usr/sbin/qemu-ga" | awk '$3 ~ /^\// {print $3} $1 ~ /^\/lib/ {print $1}'); do
        mkdir -p "$root/$(dirname "$library")"
        cp -L "$library" "$root/$library"
    done
}

write_scripts() {
    cat >"$root/etc/inittab" <<'EOF'
::sysinit:/etc/init.d/rcS
tty1::respawn:/sbin/getty 38400 tty1 linux
ttyS0::respawn:/sbin/getty -L 115200 ttyS0 vt100
null::respawn:/etc/init.d/agent
null::respawn:/bin/uevent /etc/init.d/hotplug
::ctrlaltdel:/sbin/reboot
::shutdown:/etc/init.d/stop
EOF
    cat >"$root/etc/init.d/rcS" <<'EOF'
#!/bin/sh
export PATH=/bin:/sbin:/usr/sbin:/usr/bin
mount -o remount,rw /
mkdir -p /dev/pts /dev/shm
mount -t devpts pts /dev/pts; mount -t tmpfs run /run; mount -t tmpfs tmp /tmp
hostname -F /etc/hostname
ifconfig lo up
for module in button evdev virtio_net virtio_balloon virtio_console virtio_rng virtio_input virtio_scsi sd_mod pvpanic-mmio; do
    modprobe $module 2>/dev/null
done
acpid -l /var/log/acpid.log
for card in /sys/class/net/*; do
    [ -e $card/device ] && ACTION=add SUBSYSTEM=net DEVPATH=${card#/sys} INTERFACE=${card##*/} /etc/init.d/hotplug &
done
echo "BOOT-OK $(cut -d' ' -f1 /proc/uptime)" >/dev/ttyS0 2>/dev/null
EOF
    cat >"$root/etc/init.d/hotplug" <<'EOF'
#!/bin/sh
# Called by busybox's uevent with the event in the environment.
case "$SUBSYSTEM:$ACTION" in
cpu:add) echo 1 >/sys$DEVPATH/online ;;
memory:add) echo online >/sys$DEVPATH/state ;;
net:add)
    [ -e /sys$DEVPATH/device ] || exit 0
    [ -e /run/udhcpc.$INTERFACE ] && exit 0
    : >/run/udhcpc.$INTERFACE
    ifconfig $INTERFACE up
    udhcpc -b -i $INTERFACE -t 5 -T 2 -A 5 -S -s /etc/init.d/udhcpc >/dev/null 2>&1
    ;;
*:add) [ -n "$MODALIAS" ] && modprobe "$MODALIAS" 2>/dev/null ;;
esac
EOF
    cat >"$root/etc/init.d/udhcpc" <<'EOF'
#!/bin/sh
case "$1" in
deconfig) ifconfig $interface 0.0.0.0 up ;;
bound | renew)
    ifconfig $interface $ip netmask ${subnet:-255.255.255.0}
    [ -n "$router" ] && route add default gw ${router%% *} dev $interface 2>/dev/null
    : >/etc/resolv.conf
    for server in $dns; do echo nameserver $server >>/etc/resolv.conf; done
    [ "$1" = bound ] && echo "DHCP-OK $interface $ip" >/dev/ttyS0
    ;;
esac
EOF
    cat >"$root/etc/init.d/agent" <<'EOF'
#!/bin/sh
for port in /sys/class/virtio-ports/*; do
    [ "$(cat $port/name 2>/dev/null)" = org.qemu.guest_agent.0 ] &&
        exec /usr/sbin/qemu-ga -p /dev/${port##*/} -t /run -l /var/log/qga.log
done
sleep 2
EOF
    printf '#!/bin/sh\nsync\numount -a -r\n' >"$root/etc/init.d/stop"
    printf '#!/bin/sh\n/sbin/poweroff\n' >"$root/etc/acpi/PWRF/00000080"
}

# --- the disk: a boot partition (FAT, syslinux) and the system (ext4 without a journal) ------------------------------

build_disk() {
    local disk=$work/disk.raw first=2048
    truncate -s $((1 + boot_mib + root_mib))M "$disk"
    printf 'label: dos\nstart=%d,size=%d,type=6,bootable\nstart=%d,type=83\n' \
        $first $((boot_mib * 2048)) $((first + boot_mib * 2048)) | sfdisk -q "$disk"
    dd if="$(find /usr/lib/syslinux /usr/lib/SYSLINUX -name mbr.bin 2>/dev/null | head -n 1)" \
        of="$disk" bs=440 count=1 conv=notrunc status=none
    export MTOOLS_SKIP_CHECK=1 MTOOLSRC=$work/mtoolsrc
    echo "drive z: file=\"$disk\" offset=$((first * 512))" >"$MTOOLSRC"
    mkfs.fat -F 16 --offset $first -S 512 "$disk" $((boot_mib * 1024)) >/dev/null 2>&1 ||
        mformat -T $((boot_mib * 2048)) -h 16 -s 63 -H $first z:
    cat >"$work/syslinux.cfg" <<'EOF'
DEFAULT linux
PROMPT 0
LABEL linux
 KERNEL vmlinuz
 APPEND initrd=initrd.gz console=ttyS0,115200 console=tty0 quiet loglevel=3 tsc=reliable no_timer_check memhp_default_state=online mitigations=off random.trust_cpu=on
EOF
    mcopy -o "$kernel/boot/vmlinuz-$version" z:/vmlinuz
    mcopy "$work/initrd.gz" z:/initrd.gz
    mcopy "$work/syslinux.cfg" z:/syslinux.cfg
    syslinux --offset $((first * 512)) --install "$disk"
    mke2fs -q -t ext4 -b 4096 -O ^has_journal,^metadata_csum -m 0 -L root -d "$root" \
        -E offset=$(((first + boot_mib * 2048) * 512)),root_owner=0:0,lazy_itable_init=1 "$disk" $((root_mib * 256))
    qemu-img convert -c -O qcow2 "$disk" "$out"
}

require apt-get dpkg-deb depmod modprobe cpio gzip openssl sfdisk mkfs.fat mcopy syslinux mke2fs qemu-img
unpack_packages
build_initramfs
build_root
build_disk
echo "$out: $(($(stat -c %s "$out") / 1000000)) MB"
