#!/bin/bash
# zeroTables.sh TABLE...: zeroes the counters of those tables that were touched; the others stay untouched.
for table in "$@"; do
  ! grep -qx "$table" /proc/net/ip_tables_names || iptables -t "$table" -Z
done
