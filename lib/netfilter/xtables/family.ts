/** Whose packets rules of iptables and ip6tables are about. Linux: NFPROTO_IPV4, NFPROTO_IPV6. */
export type Family = 'ipv4' | 'ipv6';
