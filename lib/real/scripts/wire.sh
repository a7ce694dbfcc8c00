#!/bin/bash
# wire.sh DEVICE MAC ADDRESS/LENGTH: a machine's end of the wire gets its addresses and is up.
set -e
device=$1 mac=$2 address=$3
ip link set "$device" address "$mac"
ip addr add "$address" brd + dev "$device"
bash "${BASH_SOURCE%/*}/quieten.sh" "$device"
ip link set "$device" up
