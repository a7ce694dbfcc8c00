/** The settings that are modelled, and the values that the kernel takes for them. Linux: struct ctl_table, Documentation/networking/ip-sysctl.rst. */

/**
 * How a text is read, by the function that the kernel has for it (ctl_table.proc_handler):
 * - `int`: numbers with or without a sign (proc_dointvec, proc_dointvec_minmax)
 * - `byte`: one number without a sign, not even that of -0 (proc_dou8vec_minmax)
 * - `switch`: an int of which all but 0 become 1 (brnf_sysctl_call_tables)
 * - `ports`: the first and the last of a range, both or none (ipv4_local_port_range)
 */
type SysctlKind = 'int' | 'byte' | 'switch' | 'ports';

/** What a setting takes: the least and the most that each of its numbers may be (extra1 and extra2). */
export interface SysctlRange {
  readonly kind: SysctlKind;
  readonly least: number;
  readonly most: number;
}

function rangeOf(kind: SysctlKind, least: number, most: number): SysctlRange {
  return { kind, least, most };
}

const INT_MAX = 2 ** 31 - 1;
/** Any int: what most settings of devices take. Linux: proc_dointvec. */
export const INTEGER = rangeOf('int', -INT_MAX - 1, INT_MAX);
const POSITIVE = rangeOf('int', 1, INT_MAX);
const SWITCH = rangeOf('switch', -INT_MAX - 1, INT_MAX);
const FLAG = rangeOf('byte', 0, 1);
const BYTE = rangeOf('byte', 0, 255);
/** As many as an int counts of ticks, 250 a second, on either side of 0. Linux: proc_dointvec_jiffies. */
const MOST_SECONDS = Math.floor(INT_MAX / 250);
/** A namespace of a container may only read it, and so may the machines here. */
const READ_ONLY = rangeOf('int', 1, 0);
const SECONDS = rangeOf('int', -MOST_SECONDS, MOST_SECONDS);

/** What a fresh namespace has, and what it takes; the ranges are those that a kernel 6.18 answers. */
export const SYSCTL_TABLE: Readonly<Record<string, readonly [usual: string, range: SysctlRange]>> = {
  'net.bridge.bridge-nf-call-arptables': ['1', SWITCH],
  'net.bridge.bridge-nf-call-ip6tables': ['1', SWITCH],
  'net.bridge.bridge-nf-call-iptables': ['1', SWITCH],
  'net.ipv4.conf.all.accept_redirects': ['1', INTEGER],
  'net.ipv4.conf.all.arp_announce': ['0', INTEGER],
  'net.ipv4.conf.all.arp_filter': ['0', INTEGER],
  'net.ipv4.conf.all.arp_ignore': ['0', INTEGER],
  'net.ipv4.conf.all.forwarding': ['0', INTEGER],
  'net.ipv4.conf.all.promote_secondaries': ['0', INTEGER],
  'net.ipv4.conf.all.route_localnet': ['0', INTEGER],
  'net.ipv4.conf.all.rp_filter': ['0', INTEGER],
  'net.ipv4.conf.all.secure_redirects': ['1', INTEGER],
  'net.ipv4.conf.all.send_redirects': ['1', INTEGER],
  'net.ipv4.conf.all.shared_media': ['1', INTEGER],
  'net.ipv4.conf.all.src_valid_mark': ['0', INTEGER],
  'net.ipv4.conf.default.accept_redirects': ['1', INTEGER],
  'net.ipv4.conf.default.arp_announce': ['0', INTEGER],
  'net.ipv4.conf.default.arp_filter': ['0', INTEGER],
  'net.ipv4.conf.default.arp_ignore': ['0', INTEGER],
  'net.ipv4.conf.default.forwarding': ['0', INTEGER],
  'net.ipv4.conf.default.promote_secondaries': ['0', INTEGER],
  'net.ipv4.conf.default.route_localnet': ['0', INTEGER],
  'net.ipv4.conf.default.rp_filter': ['0', INTEGER],
  'net.ipv4.conf.default.secure_redirects': ['1', INTEGER],
  'net.ipv4.conf.default.send_redirects': ['1', INTEGER],
  'net.ipv4.conf.default.shared_media': ['1', INTEGER],
  'net.ipv4.conf.default.src_valid_mark': ['0', INTEGER],
  'net.ipv4.icmp_echo_ignore_all': ['0', FLAG],
  'net.ipv4.icmp_msgs_burst': ['50', rangeOf('int', 0, INT_MAX)],
  'net.ipv4.icmp_msgs_per_sec': ['1000', rangeOf('int', 0, INT_MAX)],
  'net.ipv4.icmp_ratelimit': ['1000', rangeOf('int', 0, INT_MAX)],
  'net.ipv4.icmp_ratemask': ['6168', rangeOf('int', 0, INT_MAX)],
  'net.ipv4.ip_default_ttl': ['64', rangeOf('byte', 1, 255)],
  'net.ipv4.ip_forward': ['0', INTEGER],
  'net.ipv4.ip_forward_use_pmtu': ['0', BYTE],
  'net.ipv4.ip_local_port_range': ['32768\t60999', rangeOf('ports', 1, 65_535)],
  'net.ipv4.ip_no_pmtu_disc': ['0', BYTE],
  'net.ipv4.ip_unprivileged_port_start': ['1024', rangeOf('int', 0, 65_535)],
  'net.ipv4.ipfrag_high_thresh': ['4194304', rangeOf('int', 0, Number.MAX_SAFE_INTEGER)],
  'net.ipv4.ipfrag_low_thresh': ['3145728', rangeOf('int', 0, Number.MAX_SAFE_INTEGER)],
  'net.ipv4.ipfrag_max_dist': ['64', rangeOf('int', 0, INT_MAX)],
  'net.ipv4.ipfrag_time': ['30', SECONDS],
  'net.ipv4.route.min_adv_mss': ['256', INTEGER],
  'net.ipv4.route.min_pmtu': ['552', rangeOf('int', 68, INT_MAX)],
  'net.ipv4.route.mtu_expires': ['600', SECONDS],
  'net.ipv4.tcp_ecn': ['2', rangeOf('byte', 0, 2)],
  'net.ipv4.tcp_keepalive_intvl': ['75', SECONDS],
  'net.ipv4.tcp_keepalive_probes': ['9', BYTE],
  'net.ipv4.tcp_keepalive_time': ['7200', SECONDS],
  'net.ipv4.tcp_moderate_rcvbuf': ['1', BYTE],
  'net.ipv4.tcp_rmem': ['4096\t131072\t33554432', POSITIVE],
  'net.ipv4.tcp_sack': ['1', BYTE],
  'net.ipv4.tcp_syn_linear_timeouts': ['0', rangeOf('byte', 0, 127)],
  'net.ipv4.tcp_syn_retries': ['6', rangeOf('byte', 1, 127)],
  'net.ipv4.tcp_synack_retries': ['5', BYTE],
  'net.ipv4.tcp_timestamps': ['1', BYTE],
  'net.ipv4.tcp_window_scaling': ['1', BYTE],
  'net.ipv4.tcp_wmem': ['4096\t16384\t4194304', POSITIVE],
  'net.ipv6.conf.all.forwarding': ['0', INTEGER],
  'net.ipv6.conf.default.forwarding': ['0', INTEGER],
  'net.ipv6.conf.all.disable_ipv6': ['1', INTEGER],
  'net.ipv6.conf.default.disable_ipv6': ['1', INTEGER],
  'net.ipv6.conf.lo.disable_ipv6': ['0', INTEGER],
  'net.netfilter.nf_conntrack_acct': ['0', FLAG],
  'net.netfilter.nf_conntrack_buckets': ['262144', READ_ONLY],
  'net.netfilter.nf_conntrack_checksum': ['1', FLAG],
  'net.netfilter.nf_conntrack_count': ['0', READ_ONLY],
  'net.netfilter.nf_conntrack_expect_max': ['4096', READ_ONLY],
  'net.netfilter.nf_conntrack_generic_timeout': ['600', SECONDS],
  'net.netfilter.nf_conntrack_gre_timeout': ['30', SECONDS],
  'net.netfilter.nf_conntrack_gre_timeout_stream': ['180', SECONDS],
  'net.netfilter.nf_conntrack_icmp_timeout': ['30', SECONDS],
  'net.netfilter.nf_conntrack_max': ['262144', READ_ONLY],
  'net.netfilter.nf_conntrack_tcp_be_liberal': ['0', FLAG],
  'net.netfilter.nf_conntrack_tcp_ignore_invalid_rst': ['0', FLAG],
  'net.netfilter.nf_conntrack_tcp_loose': ['1', FLAG],
  'net.netfilter.nf_conntrack_tcp_max_retrans': ['3', BYTE],
  'net.netfilter.nf_conntrack_tcp_timeout_close': ['10', SECONDS],
  'net.netfilter.nf_conntrack_tcp_timeout_close_wait': ['60', SECONDS],
  'net.netfilter.nf_conntrack_tcp_timeout_established': ['432000', SECONDS],
  'net.netfilter.nf_conntrack_tcp_timeout_fin_wait': ['120', SECONDS],
  'net.netfilter.nf_conntrack_tcp_timeout_last_ack': ['30', SECONDS],
  'net.netfilter.nf_conntrack_tcp_timeout_max_retrans': ['300', SECONDS],
  'net.netfilter.nf_conntrack_tcp_timeout_syn_recv': ['60', SECONDS],
  'net.netfilter.nf_conntrack_tcp_timeout_syn_sent': ['120', SECONDS],
  'net.netfilter.nf_conntrack_tcp_timeout_time_wait': ['120', SECONDS],
  'net.netfilter.nf_conntrack_tcp_timeout_unacknowledged': ['300', SECONDS],
  'net.netfilter.nf_conntrack_udp_timeout': ['30', SECONDS],
  'net.netfilter.nf_conntrack_udp_timeout_stream': ['120', SECONDS],
  'net.netfilter.nf_log_all_netns': ['0', INTEGER],
};

/** Unprivileged ports begin here (net.ipv4.ip_unprivileged_port_start). */
const FIRST_UNPRIVILEGED_PORT = 1024;
const DIGITS = /^-?(0x[0-9a-f]+|0[0-7]*|[1-9]\d*)$/i;

/**
 * What a setting is after a text was written to it, and whether the kernel took all of the text or refused it (EINVAL): then
 * the numbers before the bad one are kept. Those that are missing stay as they were, and what follows the last is ignored.
 * Linux: do_proc_dointvec, kernel/sysctl.c.
 */
export function writeSetting(
  old: string,
  text: string,
  { kind, least, most }: SysctlRange,
): { readonly value: string; readonly taken: boolean } {
  const before = old.split('\t').map(Number);
  const written = text
    .trim()
    .split(/\s+/, before.length)
    .map((word) => read(word, kind));
  const bad = written.findIndex((number) => !(number >= least && number <= most));
  const good = (bad < 0 ? written : written.slice(0, bad)).map((number) =>
    kind === 'switch' && number !== 0 ? 1 : number,
  );
  const numbers = [...good, ...before.slice(good.length)];
  if (kind === 'ports' && (bad >= 0 || !isPortRange(numbers))) return { value: old, taken: false };
  return { value: numbers.join('\t'), taken: bad < 0 };
}

/** In decimal, octal or hexadecimal; NaN for anything else. Linux: strtoul_lenient. */
function read(word: string, kind: SysctlKind): number {
  const isNegative = word.startsWith('-');
  if (!DIGITS.test(word) || (isNegative && kind === 'byte')) return Number.NaN;
  const digits = word.replace('-', '');
  const size = /^0\d/.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
  return isNegative ? -size : size;
}

/** Linux: ipv4_local_port_range. */
function isPortRange([first = 0, last = 0]: readonly number[]): boolean {
  return first >= FIRST_UNPRIVILEGED_PORT && first <= last;
}
