#!/bin/bash
# trace.sh ADDRESS: each packet's path through the tables is logged, by nfnetlink_log, as the kernel's own log is not open
# to namespaces. Packets to ADDRESS stand between those of one command and those of the next; they go no further than the raw table, as
# matches that count or limit would notice them.
set -e
sysctl -qw net.netfilter.nf_log.2=nfnetlink_log
iptables-legacy -t raw -I PREROUTING -j TRACE
iptables-legacy -t raw -I OUTPUT -j TRACE
iptables-legacy -t raw -I OUTPUT 2 -d "$1" -j DROP
