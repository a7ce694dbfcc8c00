"""Which rules have connections followed, asked of the real kernel: see scenarios.py. Linux: nf_ct_netns_get in checkentry."""
SERVER = '10.2.0.2'

# Rules of all other kinds.
BLIND = [
    *[f'-t mangle -A FORWARD {match}' for match in (
        '-m addrtype --dst-type LOCAL', '-m comment --comment words', '-m dscp --dscp 4', '-m hashlimit --hashlimit-upto 1/sec --hashlimit-name a', '-p icmp --icmp-type 8', '-m iprange --src-range 10.1.0.0-10.1.0.9',
        '-m length --length 38', '-m limit --limit 1/hour', '-m mac --mac-source 02:00:00:00:00:01', '-m mark --mark 3', '-p udp -m multiport --dports 53', '-m physdev --physdev-is-bridged', '-m pkttype --pkt-type unicast',
        '-m quota --quota 100', '-m recent --set --name A', '-m statistic --mode nth --every 2 --packet 0', '-m string --algo bm --string x', '-p tcp --syn', '-p tcp -m tcpmss --mss 1:9', '-m time --timestart 00:00', '-m tos --tos 0x10',
        '-m ttl --ttl-eq 63', '-m u32 --u32 0=0', '-p udp --dport 53', '-m set --match-set ips src')],
    '-t mangle -A POSTROUTING -m owner --uid-owner 0', '-t mangle -A PREROUTING -m rpfilter',
    *[f'-t mangle -A FORWARD {target}' for target in (
        '-p udp -j CHECKSUM --checksum-fill', '-j DSCP --set-dscp 1', '-j LOG --log-prefix cwf', '-j MARK --set-mark 1', '-j NFLOG', '-j SET --add-set ips dst', '-p tcp --syn -j TCPMSS --set-mss 500', '-j TOS --set-tos 16', '-j TTL --ttl-set 9')],
    '-t raw -A PREROUTING -j TRACE', '-A FORWARD -p tcp -j REJECT', '-A FORWARD -j ACCEPT',
]
SEEING = [
    '-t mangle -A FORWARD -m connbytes --connbytes 1 --connbytes-dir both --connbytes-mode packets', '-t mangle -A FORWARD -m connlimit --connlimit-above 9', '-t mangle -A FORWARD -m connmark --mark 1', '-t mangle -A FORWARD -m conntrack --ctstate NEW',
    '-t mangle -A FORWARD -m state --state NEW', '-t mangle -A FORWARD -j CONNMARK --set-mark 1', '-t raw -A PREROUTING -j CT --zone 1', '-t raw -A PREROUTING -p tcp -j NOTRACK', '-t raw -A PREROUTING -p tcp -j CT --notrack',
    '-t nat -A PREROUTING -p tcp -j DNAT --to-destination 10.2.0.3', '-t nat -A POSTROUTING -p tcp -j MASQUERADE', '-t nat -A PREROUTING -d 10.99.0.0/24 -j NETMAP --to 10.2.0.0/24', '-t nat -A PREROUTING -p tcp -j REDIRECT',
    '-t nat -A POSTROUTING -p tcp -j SNAT --to-source 10.2.0.9', '-t nat -A PREROUTING -j ACCEPT',
]
DATAGRAM = [('client', 100, ['udp 4000', f'sendto {SERVER} 53 10', 'wait 20'])]
SETS = ['create ips hash:ip']

SCENARIOS = {
    'rules by which no connection is followed': {'sets': SETS, 'rules': BLIND, 'programs': DATAGRAM},
    **{f'whether connections are followed with {rule}': {'rules': [rule], 'programs': DATAGRAM} for rule in SEEING},
}
