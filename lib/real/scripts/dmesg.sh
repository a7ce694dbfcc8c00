#!/bin/bash
# dmesg(1) of a machine: its own part of the kernel's log, which kernelLog.sh writes down and the machine can only read.
log=/run/chainwalk/kernel.log
# How much of it was cleared, and what came since.
cleared=/run/chainwalk/kernel.cleared new=/run/chainwalk/kernel.new
# What is written is followed a moment later.
sleep 0.2
size=$(stat -c %s "$log")
words=() clear=
for word; do
  case $word in
    -C | --clear) echo "$size" > "$cleared"; exit ;;
    -c | --read-clear) clear=yes ;;
    *) words+=("$word") ;;
  esac
done
tail -c "+$(($(cat "$cleared" 2> /dev/null || echo 0) + 1))" "$log" > "$new"
[ -z "$clear" ] || echo "$size" > "$cleared"
[ -s "$new" ] || exit 0
/run/chainwalk/dmesg --file "$new" "${words[@]}"
