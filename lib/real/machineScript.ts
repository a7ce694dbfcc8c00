/**
 * What the first process of a real machine does: it lays file systems over its own view of this computer's, so that
 * nothing outside is changed, and then waits for more to do. Its standard input is held by chainwalk: whatever way that
 * ends, the input ends, and with the first process of a PID namespace all others end (pid_namespaces(7)).
 */

const OFFLOADS = ['tx', 'rx', 'sg', 'tso', 'gso', 'gro'].map((name) => `${name} off`).join(' ');

/**
 * Shell commands after which segmentation and checksums are left to nobody, so that one counted packet is one packet on the wire:
 * TCP itself makes long packets for any device that takes more than one segment of them (sk_setup_caps).
 */
export function withoutOffloads(device: string): string {
  return `ethtool -K ${device} ${OFFLOADS} > /dev/null 2>&1; ip link set ${device} gso_max_segs 1`;
}

/** In every namespace, containers' too: no packets of the kernel's own accord. */
export const QUIET_SETTINGS = ['net.ipv4.igmp_link_local_mcast_reports=0', 'net.ipv4.tcp_syn_linear_timeouts=0'];

/** No IPv6 but at loopback, SYN retransmits as in CentOS 7's kernel, and the engine finds a machine that does not forward. */
const SETTINGS = [
  'net.ipv6.conf.all.disable_ipv6=1',
  'net.ipv6.conf.default.disable_ipv6=1',
  'net.ipv6.conf.lo.disable_ipv6=0',
  ...QUIET_SETTINGS,
  'net.ipv4.ip_forward=0',
  'net.ipv4.conf.all.rp_filter=0',
  'net.ipv4.conf.default.rp_filter=0',
];

export interface MachineFiles {
  /** As the machine calls itself. */
  readonly hostname: string;
  /** Unpacked packages, whose /usr is laid over this computer's; ignored if they are not there. */
  readonly root: string;
  /** The images' archives, to be seen as /run/chainwalk/images; ignored if they are not there. */
  readonly images: string;
  /** On a disk: what the engine stores. */
  readonly data: string;
  /** The name of its control groups. */
  readonly cgroup: string;
}

/** Written by the first process when the machine is ready, with its number outside. */
export const READY = 'ready';

/** What a bash reads from its standard input. Absolute paths within are this computer's until the last lines, which cover /root and /tmp. */
export function machineScript({ hostname, root, images, data, cgroup }: MachineFiles): string {
  return `set -e
{
read -r pid _ < /proc/self/stat
mount -t proc proc /proc
mount -t tmpfs tmpfs /run
mkdir -p /run/lock /run/netns /run/chainwalk/{root,images,cgroup}
[ ! -d ${quote(root)} ] || mount --bind ${quote(root)} /run/chainwalk/root
[ ! -d ${quote(images)} ] || mount --bind ${quote(images)} /run/chainwalk/images
# Control groups of its own, seen as if they were all: no engine meets another's. Version 1 has a folder a controller.
mount --rbind /sys/fs/cgroup /run/chainwalk/cgroup
umount -R -l /sys/fs/cgroup
# The devices of this network namespace.
mount -t sysfs sysfs /sys
[ -e /run/chainwalk/cgroup/cgroup.procs ] || mount -t tmpfs tmpfs /sys/fs/cgroup
for group in /run/chainwalk/cgroup /run/chainwalk/cgroup/*; do
  [ -e $group/cgroup.procs ] || continue
  mkdir -p $group/${cgroup}
  for file in cpuset.cpus cpuset.mems; do
    [ ! -e $group/tasks ] || [ ! -e $group/$file ] || cat $group/$file > $group/${cgroup}/$file
  done
  own=/sys/fs/cgroup\${group#/run/chainwalk/cgroup}
  mkdir -p $own
  mount --bind $group/${cgroup} $own
done
umount -R -l /run/chainwalk/cgroup
for layer in usr etc var; do
  mkdir -p /run/chainwalk/$layer /run/chainwalk/$layer-work
  lower=/$layer
  [ $layer != usr ] || [ ! -d /run/chainwalk/root/usr ] || lower=/run/chainwalk/root/usr:/usr
  mount -t overlay overlay -o lowerdir=$lower,upperdir=/run/chainwalk/$layer,workdir=/run/chainwalk/$layer-work /$layer
done
for name in iptables iptables-save iptables-restore ip6tables ip6tables-save ip6tables-restore; do
  ln -sf xtables-legacy-multi /usr/sbin/$name
done
ln -sf nc.openbsd /usr/bin/nc
# Where Docker's own packages put them.
for name in dockerd docker-proxy; do [ ! -x /usr/sbin/$name ] || ln -sf ../sbin/$name /usr/bin/$name; done
: > /etc/profile
# As Docker's own package has it: no server for Kubernetes, which would listen.
mkdir -p /etc/containerd
echo 'disabled_plugins = ["cri"]' > /etc/containerd/config.toml
rm -rf /etc/docker /var/lib/docker /var/lib/containerd
mkdir -p /var/lib/docker /var/lib/containerd /var/lib/nginx /var/log/nginx
mount --bind ${quote(data)} /var/lib/docker
printf '127.0.0.1\\tlocalhost\\n::1\\tlocalhost\\n' > /etc/hosts
hostname ${hostname}
ip link set lo up
for setting in ${SETTINGS.join(' ')}; do sysctl -qw $setting 2> /dev/null || :; done
mount -t tmpfs tmpfs /root
mount -t tmpfs -o mode=1777 tmpfs /tmp
cd /root
} < /dev/null
echo ${READY} $pid
`;
}

/** A word of a shell's. */
export function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
