#!/usr/bin/perl
# withSocket.pl PATH COMMAND...: runs a command with a listening Unix socket at PATH as descriptor 3, handed over as
# systemd hands it (sd_listen_fds(3)).
use strict;
use warnings;
use POSIX qw(dup2);
use Socket;

my $path = shift @ARGV;
# Descriptors up to this one stay open in the command.
$^F = 3;
unlink $path;
socket(my $server, AF_UNIX, SOCK_STREAM, 0) or die "socket: $!\n";
bind($server, sockaddr_un($path)) && listen($server, 128) or die "$path: $!\n";
dup2(fileno $server, 3) or die "dup2: $!\n";
@ENV{qw(LISTEN_FDS LISTEN_PID)} = (1, $$);
exec @ARGV or die "$ARGV[0]: $!\n";
