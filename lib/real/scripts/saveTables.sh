#!/bin/bash
# saveTables.sh TABLE...: prints rules and exact counters of those tables that were touched; the others stay untouched. After a
# line `# nft` come the tables of nf_tables that no iptables of the machine's keeps.
if [ "$(readlink -f /usr/sbin/iptables)" = "$(readlink -f /usr/sbin/iptables-nft)" ]; then
  echo '# nf_tables'
  own=" $* "
  present=$(iptables-nft-save 2> /dev/null)
  for table in "$@"; do
    ! grep -qx "\*$table" <<< "$present" || iptables-nft-save -c -t "$table" 2> /dev/null
  done
else
  own=
  for table in "$@"; do
    ! grep -qx "$table" /proc/net/ip_tables_names || iptables-save -c -t "$table"
  done
fi
echo '# nft'
nft list tables | while read -r _ family table; do
  [[ $family = ip && $own = *" $table "* ]] || nft list table "$family" "$table" 2> /dev/null
done
