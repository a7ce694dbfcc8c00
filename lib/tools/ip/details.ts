/** What `ip -d` adds: settings that are the same for all devices of a kind here, as Linux has them by default. */
import type { Place } from '../../machine';
import type { NetDevice } from '../../network';
import { formatMac, type MacAddress } from '../../packet';
import { isBridge, netnsId, operationalState, vethPeer } from './device';

/** A bridge that never had a port has the smaller segment size. */
const QUEUES = (count: number, largest = 524280) =>
  `numtxqueues ${count} numrxqueues ${count} gso_max_size 65536 gso_max_segs 65535 tso_max_size ${largest} tso_max_segs 65535 gro_max_size 65536 `;

/** What follows the addresses of the link line, without a line end. */
export function linkDetails(device: NetDevice): string {
  const port = device.master === undefined ? 0 : 1;
  const limits = device.kind === 'loopback' ? 'minmtu 0 maxmtu 0' : 'minmtu 68 maxmtu 65535';
  return ` promiscuity ${port}  allmulti ${port} ${limits} ${kindDetails(device)}`;
}

function kindDetails(device: NetDevice): string {
  if (isBridge(device)) return `\n    ${bridgeDetails(device.mac)}${QUEUES(1, device.hadPort ? 524280 : 65536)}`;
  if (device.kind !== 'veth') return QUEUES(device.kind === 'loopback' ? 1 : 2);
  return `\n    veth ${portDetails(device)}${QUEUES(2)}`;
}

function portDetails(device: NetDevice): string {
  const { master } = device;
  const port = master?.ports.find((candidate) => candidate.device === device);
  if (master === undefined || port === undefined) return '';
  const id = bridgeId(master.mac);
  const state = operationalState(device) === 'UP' && master.up ? 'forwarding' : 'disabled';
  return (
    `\n    bridge_slave state ${state} priority 32 cost 2 hairpin ${port.hairpin ? 'on' : 'off'} guard off root_block off fastleave off ` +
    `learning on flood on port_id 0x${(0x8000 + port.number).toString(16)} port_no 0x${port.number.toString(16)} ` +
    `designated_port ${0x8000 + port.number} designated_cost 0 designated_bridge ${id} designated_root ${id} ` +
    'hold_timer    0.00 message_age_timer    0.00 forward_delay_timer    0.00 topology_change_ack 0 config_pending 0 ' +
    'proxy_arp off proxy_arp_wifi off mcast_router 1 mcast_fast_leave off mcast_flood on bcast_flood on mcast_to_unicast off ' +
    'neigh_suppress off group_fwd_mask 0 group_fwd_mask_str 0x0 vlan_tunnel off isolated off locked off '
  );
}

function bridgeDetails(mac: MacAddress): string {
  const id = bridgeId(mac);
  return (
    'bridge forward_delay 1500 hello_time 200 max_age 2000 ageing_time 30000 stp_state 0 priority 32768 vlan_filtering 0 ' +
    `bridge_id ${id} designated_root ${id} root_port 0 root_path_cost 0 topology_change 0 topology_change_detected 0 ` +
    'hello_timer    0.00 tcn_timer    0.00 topology_change_timer    0.00 gc_timer    0.00 group_fwd_mask 0 ' +
    'group_address 01:80:c2:00:00:00 mcast_snooping 1 no_linklocal_learn 0 mcast_vlan_snooping 0 mcast_router 1 ' +
    'mcast_query_use_ifaddr 0 mcast_querier 0 mcast_hash_elasticity 16 mcast_hash_max 4096 mcast_last_member_count 2 ' +
    'mcast_startup_query_count 2 mcast_last_member_interval 100 mcast_membership_interval 26000 mcast_querier_interval 25500 ' +
    'mcast_query_interval 12500 mcast_query_response_interval 1000 mcast_startup_query_interval 3124 mcast_stats_enabled 0 ' +
    'mcast_igmp_version 2 mcast_mld_version 1 nf_call_iptables 0 nf_call_ip6tables 0 nf_call_arptables 0 '
  );
}

/** Priority and address, the address's bytes without leading zeros. */
function bridgeId(mac: MacAddress): string {
  return `8000.${formatMac(mac).replace(/\b0(?=[0-9a-f])/g, '')}`;
}

/** ` link-netnsid 1`, ` link-netns NAME`: in which namespace the other end is, as this one numbers them, or by its name. */
export function peerNamespace({ machine }: Place, device: NetDevice): string {
  const peer = vethPeer(device);
  if (peer === undefined || peer.namespace === device.namespace) return '';
  const named = [...machine.namespaceFiles].find(
    ([path, net]) => net === peer.namespace && path.startsWith('/run/netns/'),
  );
  if (named !== undefined) return ` link-netns ${named[0].replace('/run/netns/', '')}`;
  return ` link-netnsid ${netnsId(device.namespace, peer.namespace)}`;
}
