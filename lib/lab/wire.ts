/** The cable between the two machines, with their addresses. */
import { connect, type NetNamespace, VethDevice } from '../network';
import { ipv4, parseMac, prefix } from '../packet';
import { ofOneShape, type Route } from '../routing';

/** How long the wire between the two machines is, in µs. */
const WIRE_LATENCY = 20;

/** ens33 of the host (192.168.70.6) and eth0 of the client (192.168.70.1), which is the host's gateway. */
export function wire(host: NetNamespace, client: NetNamespace): void {
  const ens33 = new VethDevice('ethernet', host, 'ens33', 2, parseMac('00:0c:29:aa:70:06') ?? 0);
  const eth0 = new VethDevice('ethernet', client, 'eth0', 2, parseMac('00:50:56:c0:00:08') ?? 0);
  host.addDevice(ens33);
  client.addDevice(eth0);
  connect(ens33, eth0, WIRE_LATENCY);
  for (const [namespace, device, address] of [
    [host, ens33, '192.168.70.6'],
    [client, eth0, '192.168.70.1'],
  ] as const) {
    namespace.setUp(device, true);
    const broadcast = ipv4('192.168.70.255');
    namespace.addAddress(device, { address: ipv4(address), prefixLength: 24, broadcast, scope: 'global' });
  }
  const route: Route = {
    table: 'main',
    type: 'unicast',
    destination: prefix('0.0.0.0/0'),
    gateway: ipv4('192.168.70.1'),
    device: ens33,
    scope: 'global',
    metric: 0,
    protocol: 'boot',
  };
  host.fib.add(ofOneShape(route));
}
