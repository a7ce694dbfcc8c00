#!/bin/bash
# saveTables.sh TABLE...: prints rules and exact counters of those tables that were touched; the others stay untouched.
if [ "$(readlink -f /usr/sbin/iptables)" = "$(readlink -f /usr/sbin/iptables-nft)" ]; then
  echo '# nf_tables'
  present=$(iptables-nft-save 2> /dev/null)
  for table in "$@"; do
    ! grep -qx "\*$table" <<< "$present" || iptables-nft-save -c -t "$table" 2> /dev/null
  done
  exit
fi
for table in "$@"; do
  ! grep -qx "$table" /proc/net/ip_tables_names || iptables-save -c -t "$table"
done
