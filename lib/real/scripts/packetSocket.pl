#!/usr/bin/perl
# Writes down all packets of a network namespace, as a capture file (pcap, link type LINUX_SLL2), until SIGINT. tcpdump
# would do if libpcap did not leave out what leaves the loopback device; and the kernel keeps packets for this program,
# which looks each half second, so that none of them wakes it up. Perl, for there is no Python in a small Debian.
use strict;
use warnings;
use constant {
  AF_PACKET => 17,
  SOCK_DGRAM => 2,
  ETH_P_ALL => 3,
  SOL_SOCKET => 1,
  SO_RCVBUFFORCE => 33,
  SIOCGSTAMP => 0x8906,
  MSG_DONTWAIT => 0x40,
  LINKTYPE_LINUX_SLL2 => 276,
};

socket(my $socket, AF_PACKET, SOCK_DGRAM, unpack("S", pack("n", ETH_P_ALL))) or die "socket: $!\n";
setsockopt($socket, SOL_SOCKET, SO_RCVBUFFORCE, pack("i", 1 << 27)) or die "setsockopt: $!\n";
my $time = "\0" x 16;
# The first question turns time stamps on, and has no answer yet (packet(7), sock_enable_timestamp).
ioctl($socket, SIOCGSTAMP, $time);
my $stop = 0;
$SIG{INT} = sub { $stop = 1 };
binmode STDOUT;
print STDOUT pack("LSSlLLL", 0xa1b2c3d4, 2, 4, 0, 0, 262144, LINKTYPE_LINUX_SLL2);
print STDERR "listening on any\n";
while (1) {
  # Once more after the signal.
  my $last = $stop;
  while (defined(my $from = recv($socket, my $data, 65600, MSG_DONTWAIT))) {
    ioctl($socket, SIOCGSTAMP, $time) or next;
    my ($seconds, $microseconds) = unpack("l! l!", $time);
    my ($family, $protocol, $ifindex, $hardware, $kind, $length, $address) = unpack("S n l S C C a8", $from);
    my $packet = pack("n n N n C C a8", $protocol, 0, $ifindex, $hardware, $kind, $length, $address) . $data;
    print STDOUT pack("LLLL", $seconds, $microseconds, length $packet, length $packet), $packet;
  }
  last if $last;
  select(undef, undef, undef, 0.5);
}
