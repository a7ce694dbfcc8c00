#!/usr/bin/perl
# Writes down what the kernel logs to group 0 of nfnetlink_log in a network namespace, as a capture file (pcap, link type
# NFLOG), until SIGINT. tcpdump would do if its buffer did not overflow where many long packets are traced in a moment: here
# it is larger, and only packets' headers are asked for.
use strict;
use warnings;
use constant {
  AF_NETLINK => 16,
  SOCK_RAW => 3,
  NETLINK_NETFILTER => 12,
  SOL_SOCKET => 1,
  SO_RCVBUFFORCE => 33,
  AF_INET => 2,
  NLM_F_REQUEST => 1,
  NFULNL_MSG_PACKET => 4 << 8,
  NFULNL_MSG_CONFIG => 4 << 8 | 1,
  NFULA_CFG_CMD => 1,
  NFULA_CFG_MODE => 2,
  NFULNL_CFG_CMD_BIND => 1,
  NFULNL_COPY_PACKET => 2,
  COPIED => 128,
  LINKTYPE_NFLOG => 239,
};

socket(my $socket, AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER) or die "socket: $!\n";
setsockopt($socket, SOL_SOCKET, SO_RCVBUFFORCE, pack("i", 1 << 27)) or die "setsockopt: $!\n";
bind($socket, pack("S S L L", AF_NETLINK, 0, 0, 0)) or die "bind: $!\n";

# A message of one attribute.
sub configure {
  my ($type, $value) = @_;
  my $attribute = pack("S S", 4 + length $value, $type) . $value;
  $attribute .= "\0" x (-length($attribute) % 4);
  my $body = pack("C C n", AF_INET, 0, 0) . $attribute;
  send($socket, pack("L S S L L", 16 + length $body, NFULNL_MSG_CONFIG, NLM_F_REQUEST, 0, 0) . $body, 0) or die "send: $!\n";
}
configure(NFULA_CFG_CMD, pack("C", NFULNL_CFG_CMD_BIND));
configure(NFULA_CFG_MODE, pack("N C C", COPIED, NFULNL_COPY_PACKET, 0));

my $stop = 0;
$SIG{INT} = sub { $stop = 1 };
binmode STDOUT;
$| = 1;
print STDOUT pack("LSSlLLL", 0xa1b2c3d4, 2, 4, 0, 0, 262144, LINKTYPE_NFLOG);
print STDERR "listening on nflog\n";
until ($stop) {
  defined recv($socket, my $data, 1 << 17, 0) or next;
  for (my $at = 0; $at + 16 <= length $data;) {
    my ($length, $type) = unpack("L S", substr($data, $at, 6));
    last if $length < 16;
    my $message = substr($data, $at + 16, $length - 16);
    print STDOUT pack("LLLL", time, 0, length $message, length $message), $message if $type == NFULNL_MSG_PACKET;
    $at += ($length + 3) & ~3;
  }
}
