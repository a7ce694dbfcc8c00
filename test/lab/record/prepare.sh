#!/bin/bash
# Fetches the real programs that sessions.py runs, into the folder named by its argument. Debian 12, gcc, make, network.
#
#   test/lab/record/prepare.sh /var/tmp/chainwalk-record
#
# Nothing is installed: packages are unpacked into FOLDER/root, which sessions.py lays over /usr, /etc and /bin in mount
# namespaces of its own. busybox is built from source with its default configuration, as the images of Docker Hub are:
# Debian's has another nc.
set -euo pipefail
folder=${1:?usage: prepare.sh FOLDER}
mkdir -p "$folder/debs" "$folder/root" "$folder/src"
cd "$folder/debs"
apt-get download docker.io containerd runc nginx nginx-common libpcre2-8-0 iputils-ping netcat-openbsd libbsd0 libmd0
for package in *.deb; do dpkg -x "$package" ../root; done
cd "$folder/src"
# The sources of the same mirrors that packages come from.
sed 's/^Types: deb$/Types: deb-src/' /etc/apt/sources.list.d/debian.sources > debian.sources
sources=(-o Dir::Etc::sourcelist="$PWD/debian.sources" -o Dir::Etc::sourceparts=- -o Dir::State::lists="$PWD/lists")
mkdir -p lists/partial
apt-get "${sources[@]}" update -qq
apt-get "${sources[@]}" source -qq --download-only busybox
tar xf busybox_1.35.0.orig.tar.bz2
cd busybox-1.35.0
make defconfig > /dev/null
sed -i 's/^# CONFIG_STATIC is not set/CONFIG_STATIC=y/; s/^CONFIG_TC=y/# CONFIG_TC is not set/' .config
make oldconfig < /dev/null > /dev/null
make -j2 > ../make.log 2>&1
cp busybox "$folder/busybox"
