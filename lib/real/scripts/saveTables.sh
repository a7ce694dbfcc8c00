#!/bin/bash
# saveTables.sh TABLE...: prints rules and exact counters of those tables that were touched; the others stay untouched.
for table in "$@"; do
  ! grep -qx "$table" /proc/net/ip_tables_names || iptables-save -c -t "$table"
done
