#!/bin/bash
# Prints the versions of dockerd, iptables, nginx and curl, a line each.
dockerd --version | grep -o 'version [0-9.]*'
iptables --version
nginx -v 2>&1 | grep -o '[0-9.]*$'
curl --version | head -1
