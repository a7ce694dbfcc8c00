#!/bin/bash
# dmesg(1) of a machine: its own part of the kernel's log, which kernelLog.sh writes down.
log=/run/chainwalk/kernel.log
# What is written is followed a moment later.
sleep 0.2
words=() clear=
for word; do
  case $word in
    -C | --clear) : > "$log"; exit ;;
    -c | --read-clear) clear=yes ;;
    *) words+=("$word") ;;
  esac
done
[ -s "$log" ] || exit 0
/run/chainwalk/dmesg --file "$log" "${words[@]}"
[ -z "$clear" ] || : > "$log"
