#!/bin/bash
# The first process of a real machine, in namespaces of its own: it gives the machine a root of its own, so that nothing
# of this computer is changed, whatever a session does, says `ready PID` and waits. Its standard input is held by
# chainwalk: however that ends, the input ends, and with the first process of a PID namespace all others end
# (pid_namespaces(7)).
#
# machine.sh HOSTNAME CGROUP FOLDER SCRIPTS PACKAGES ENGINE IMAGES BOUNDS
#   CGROUP    the name of its control groups
#   FOLDER    an empty folder of this computer's, for the machine's mounts and for what the engine stores
#   SCRIPTS   the folder of this file
#   PACKAGES  unpacked packages, whose /usr is laid over this computer's; ignored if they are not there
#   ENGINE    another engine, whose /usr is laid over all that; none if empty
#   IMAGES    the images' archives; ignored if they are not there
#   BOUNDS    which capabilities the machine's root lacks, as setpriv(1) reads them
set -e
hostname=$1 cgroup=$2 folder=$3 scripts=$4 packages=$5 engine=$6 images=$7 bounds=$8
exec 3<&0 < /dev/null
# As numbered outside: this /proc is still the computer's.
read -r pid _ < /proc/self/stat

# iptables and dockerd load these, which the machine's root may not.
modprobe -qa bridge br_netfilter overlay veth ip_tables ip6_tables nf_nat xt_conntrack nf_tables nft_compat nft_chain_nat 2> /dev/null || :

mkdir "$folder/root" "$folder/docker"
mount -t tmpfs -o mode=755 tmpfs "$folder/root"
cd "$folder/root"
mkdir root packages engine
[ ! -d "$packages" ] || mount --bind "$packages" packages
[ ! -d "$engine" ] || mount --bind "$engine" engine

# Lays the machine's own changes over a folder of this computer's, and the packages' between them.
lay_over() {
  local number=$1 path=$2 lower=/$2
  if [ "$path" = usr ]; then
    [ ! -d packages/usr ] || lower=packages/usr:$lower
    [ ! -d engine/usr ] || lower=engine/usr:$lower
  fi
  mkdir "upper$number" "work$number"
  mount -t overlay overlay -o "lowerdir=$lower,upperdir=upper$number,workdir=work$number" "root/$path"
}
lay_over 0 ''
# A lower layer ends where another file system is mounted. Only those that programs come from are wanted; the others'
# folders are empty.
number=0
for path in usr usr/local etc var opt; do
  number=$((number + 1))
  if [ "$path" = usr ] || mountpoint -q "/$path"; then lay_over "$number" "$path"; fi
done
cd root

mkdir -p dev proc root run sys tmp
mount -t tmpfs -o mode=755 tmpfs run
mount -t tmpfs -o mode=700 tmpfs root
mount -t tmpfs -o mode=1777 tmpfs tmp
mount -t tmpfs -o mode=755,nosuid tmpfs dev
mkdir -p run/lock run/netns run/chainwalk/{scripts,images,docker,computer}
mount --bind -o ro "$scripts" run/chainwalk/scripts
[ ! -d "$images" ] || mount --bind -o ro "$images" run/chainwalk/images
mount --bind "$folder/docker" run/chainwalk/docker
: > "$folder/kernel.log"
: > run/chainwalk/kernel.log
mount --bind -o ro "$folder/kernel.log" run/chainwalk/kernel.log

# The devices of this network namespace.
mount -t sysfs sysfs sys
# Control groups of its own, seen as if they were all: no engine meets another's. Version 1 has a folder a controller.
if [ -e /sys/fs/cgroup/cgroup.procs ]; then
  groups=(/sys/fs/cgroup)
else
  groups=(/sys/fs/cgroup/*)
  mount -t tmpfs -o mode=755 tmpfs sys/fs/cgroup
fi
for group in "${groups[@]}"; do
  if [ ! -e "$group/cgroup.procs" ] || [ -L "$group" ]; then continue; fi
  mkdir -p "$group/$cgroup"
  for file in cpuset.cpus cpuset.mems; do
    [ ! -e "$group/tasks" ] || [ ! -e "$group/$file" ] || cat "$group/$file" > "$group/$cgroup/$file"
  done
  mkdir -p ".$group"
  mount --bind "$group/$cgroup" ".$group"
done

pivot_root . run/chainwalk/computer
cd /
mount -t proc proc /proc
umount -l /run/chainwalk/computer
rmdir /run/chainwalk/computer

# Devices that belong to nobody, and terminals and shared memory of its own. No /dev/kmsg: the log is all machines'.
mknod -m 666 /dev/null c 1 3
mknod -m 666 /dev/zero c 1 5
mknod -m 666 /dev/full c 1 7
mknod -m 666 /dev/random c 1 8
mknod -m 666 /dev/urandom c 1 9
mknod -m 666 /dev/tty c 5 0
mkdir /dev/pts /dev/shm /dev/mqueue /dev/net
mknod -m 666 /dev/net/tun c 10 200
mount -t devpts -o newinstance,ptmxmode=666,mode=620 devpts /dev/pts
ln -s pts/ptmx /dev/ptmx
mount -t tmpfs -o mode=1777 tmpfs /dev/shm
mount -t mqueue mqueue /dev/mqueue 2> /dev/null || rmdir /dev/mqueue
ln -s /proc/self/fd /dev/fd
for number in 0 1 2; do
  names=(stdin stdout stderr)
  ln -s "/proc/self/fd/$number" "/dev/${names[number]}"
done

# Of the kernel's settings, only those of network namespaces are the machine's own.
mount --bind /proc/sys /proc/sys
mount --bind /proc/sys/net /proc/sys/net
mount -o remount,bind,ro /proc/sys
for path in /proc/sysrq-trigger /proc/irq /proc/bus /proc/fs /proc/acpi /proc/scsi /proc/mtrr; do
  [ ! -e "$path" ] || mount --bind -o ro "$path" "$path"
done
mount --bind /sys/devices/virtual/net /sys/devices/virtual/net
mount -o remount,bind,ro /sys

for name in ip6tables ip6tables-save ip6tables-restore; do
  ln -sf xtables-legacy-multi "/usr/sbin/$name"
done
# Alternatives of the machine's own, whatever this computer has chosen: iptables is legacy until a session says otherwise.
rm -f /etc/alternatives/iptables* /var/lib/dpkg/alternatives/iptables /usr/sbin/iptables /usr/sbin/iptables-save /usr/sbin/iptables-restore
mkdir -p /etc/alternatives /var/lib/dpkg/alternatives
for variant in legacy nft; do
  priority=10
  [ "$variant" = legacy ] || priority=20
  update-alternatives --quiet --log /dev/null --install /usr/sbin/iptables iptables "/usr/sbin/iptables-$variant" "$priority" \
    --slave /usr/sbin/iptables-restore iptables-restore "/usr/sbin/iptables-$variant-restore" \
    --slave /usr/sbin/iptables-save iptables-save "/usr/sbin/iptables-$variant-save"
done
update-alternatives --quiet --log /dev/null --set iptables /usr/sbin/iptables-legacy
ln -sf nc.openbsd /usr/bin/nc
# Where Docker's own packages put them.
for name in dockerd docker-proxy; do [ ! -x "/usr/sbin/$name" ] || ln -sf "../sbin/$name" "/usr/bin/$name"; done
# install(1) removes what is there first: with systemd, a link to that.
install -m 755 /run/chainwalk/scripts/systemctl.sh /usr/bin/systemctl
cp /usr/bin/dmesg /run/chainwalk/dmesg
install -m 755 /run/chainwalk/scripts/dmesg.sh /usr/bin/dmesg
: > /etc/profile
rm -rf /etc/docker /etc/containerd /var/lib/docker /var/lib/containerd
# As Docker's own package has it: no server for Kubernetes, which would listen.
mkdir -p /etc/containerd
echo 'disabled_plugins = ["cri"]' > /etc/containerd/config.toml
mkdir -p /var/lib/docker /var/lib/containerd /var/lib/nginx /var/log/nginx /etc/nginx /usr/share/nginx/html
mount --move /run/chainwalk/docker /var/lib/docker
rm -f /etc/hosts
printf '127.0.0.1\tlocalhost\n::1\tlocalhost\n' > /etc/hosts
# As on the simulated machines: elsewhere, and nobody answers for it.
rm -f /etc/resolv.conf
echo 'nameserver 10.255.255.53' > /etc/resolv.conf
hostname "$hostname"
ip link set lo up
# No IPv6 but at loopback, no reverse-path filter, and the engine finds a machine that does not forward.
for setting in \
  net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1 net.ipv6.conf.lo.disable_ipv6=0 \
  net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0 net.ipv4.ip_forward=0; do
  sysctl -qw "$setting" 2> /dev/null || :
done
bash /run/chainwalk/scripts/quieten.sh

# A shell out of the machine's own files, with the machine's capabilities: nothing holds this computer's root any more.
cd /root
# shellcheck disable=SC2016 # $1 is the new shell's.
exec setpriv --bounding-set "$bounds" bash -c 'echo "ready $1"; while read -r _ <&3; do :; done' bash "$pid" < /dev/null
