#!/bin/bash
# kernelLog.sh FILE: until the end of its input, namespaces may write to the kernel's log, and what netfilter writes there is
# added to FILE. It runs outside the machines, as only the computer's root may let them; one at a time, as the log does not
# say which machine a line is of.
set -e
setting=/proc/sys/net/netfilter/nf_log_all_netns
exec 9< "$setting"
flock 9
before=$(< "$setting")
dmesg --follow-new --raw > >(grep --line-buffered ' IN=[^ ]* OUT=' >> "$1") 9<&- &
follower=$!
trap 'echo "$before" > "$setting"; kill "$follower"' EXIT
echo 1 > "$setting"
echo ready
while read -r _; do :; done
