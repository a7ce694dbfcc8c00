#!/bin/bash
# quieten.sh DEVICE...: no packets of the kernel's own accord in this network namespace, and SYN retransmits as in CentOS
# 7's kernel. Segmentation and checksums are left to none of the devices, so that one counted packet is one on the wire:
# TCP itself makes long packets for a device that takes more than one segment of them (sk_setup_caps).
for setting in net.ipv4.igmp_link_local_mcast_reports=0 net.ipv4.tcp_syn_linear_timeouts=0; do
  # Older kernels do not have the second.
  sysctl -qw "$setting" 2> /dev/null || :
done
for device in "$@"; do
  ethtool -K "$device" tx off rx off sg off tso off gso off gro off > /dev/null 2>&1
  ip link set "$device" gso_max_segs 1
done
