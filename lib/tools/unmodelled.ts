/** Programs that the real machines have and that are not modelled: whoever types one is told so, not that it is missing. */

/** On a machine: what people type about networks, processes and files. By their first letters. */
export const UNMODELLED_PROGRAMS: readonly string[] = [
  'apt apt-cache arptables at bc chgrp chown cmp crontab curlie dpkg ebtables fping',
  'firewall-cmd free fuser htop ifdown ifup install iperf iperf3 ipcalc ipvsadm last less logger lsmod lsns',
  'lsof modprobe more mtr nano ncat nload nmap node perl pidof pstree python python3 rpm rsync scp script service',
  'socat ssh strace tc telnet top tracepath6 traceroute6 tshark ufw',
  'unshare unzip useradd w who zip',
].flatMap((line) => line.split(' '));

/** In a container made of busybox: its applets that are not modelled. */
export const UNMODELLED_APPLETS: readonly string[] = [
  'arp bc chgrp chown cmp crond df dnsdomainname dpkg ether-wake free ftpget ftpput fuser getopt groups httpd ifdown',
  'ifup install iostat ipcalc ipcrm iptunnel killall last less logger login lsof lspci microcom more mount mpstat nameif nbd-client',
  'nsenter pgrep pidof pkill pmap pstree rdate renice script sendmail ssl_client stty sync sysctl tcpsvd',
  'telnet telnetd tftp time top traceroute6 tunctl udhcpc udhcpd udpsvd umount unshare unzip usleep',
  'vconfig vi watch whois zcip',
].flatMap((line) => line.split(' '));
