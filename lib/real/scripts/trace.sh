#!/bin/bash
# trace.sh ADDRESS: until the end of its input, each packet's path through the tables is logged, by nfnetlink_log, as the
# kernel's own log is not open to namespaces. A table of nf_tables lets a packet be traced before the raw table sees it, and
# logs where its path begins; the session's own rules stay as they are, and no command of the session can take away a table
# that has an owner, which is the program that made it. Packets to ADDRESS stand between those of one command and those of
# the next; they go no further, as matches that count or limit would notice them.
set -e
sysctl -qw net.netfilter.nf_log.2=nfnetlink_log
# After defragmentation (-400), before the raw table (-300).
{
  echo "table ip chainwalk { flags owner
    chain prerouting { type filter hook prerouting priority -350
      meta nftrace set 1 log prefix \"TRACE: begin:PREROUTING \" group 0; }
    chain output { type filter hook output priority -350
      ip daddr $1 log prefix \"TRACE: mark \" group 0 drop
      meta nftrace set 1 log prefix \"TRACE: begin:OUTPUT \" group 0; }; }" | tr '\n' ';'
  echo
  echo 'list table ip chainwalk'
  cat
} | nft -i
