/** Two machines on one wire, and their commands, for tests of tools. */
import { Machine, Process, type Program } from '../../lib/machine';
import { Clock, connect, type NetDevice, Random, SECOND, VethDevice } from '../../lib/network';
import { formatTcpFlags, ipv4, parseMac } from '../../lib/packet';
import type { CommandResult } from '../../lib/tools';
import { loadPrograms } from './loaded';

loadPrograms();

export const PAGE_TIME = Date.UTC(2022, 5, 28, 16, 0, 0);

export interface World {
  readonly clock: Clock;
  readonly host: Machine;
  readonly client: Machine;
  readonly ens33: VethDevice;
  readonly eth0: VethDevice;
}

/** `host` with ens33 192.168.70.6/24 and `client` with eth0 192.168.70.1/24. */
export function world(): World {
  const clock = new Clock();
  const random = new Random(1);
  const startedAt = Date.UTC(2022, 6, 2, 8, 0, 0);
  const host = new Machine({ name: 'host', hostname: 'host', clock, random, startedAt, lastPid: 1200 });
  const client = new Machine({ name: 'client', hostname: 'client', clock, random, startedAt });
  const ens33 = wire(host, 'ens33', '00:0c:29:aa:70:06', '192.168.70.6');
  const eth0 = wire(client, 'eth0', '00:50:56:c0:00:08', '192.168.70.1');
  connect(ens33, eth0, 20);
  return { clock, host, client, ens33, eth0 };
}

function wire({ net }: Machine, name: string, mac: string, address: string): VethDevice {
  const device = new VethDevice('ethernet', net, name, net.nextIfindex(), parseMac(mac) ?? 0);
  net.addDevice(device);
  net.setUp(device, true);
  net.addAddress(device, {
    address: ipv4(address),
    prefixLength: 24,
    broadcast: ipv4('192.168.70.255'),
    scope: 'global',
  });
  return device;
}

/** Starts a program at a machine and lets it come to rest. */
export function start(place: Machine, program: Program, argv: readonly string[]): Process {
  const process = new Process({ place, argv, program });
  place.clock.advance(10_000);
  return process;
}

/** Runs a program to its end, or for an hour. */
export function run(place: Machine, program: Program | undefined, argv: readonly string[], stdin = ''): CommandResult {
  if (program === undefined) throw new Error(`no program ${argv[0]}`);
  const process = new Process({ place, argv, program, stdin });
  place.clock.runUntil(() => !process.running, place.clock.now + 3600 * SECOND);
  // What is on its way arrives.
  place.clock.advance(10_000);
  return { stdout: process.stdout, stderr: process.stderr, exitCode: process.exitCode ?? -1 };
}

/** Watches a device: `> S 60` for each TCP packet it sends, `<` for those it receives. */
export function watch(device: NetDevice): string[] {
  const seen: string[] = [];
  device.taps.add((direction, { payload }) => {
    if (payload.kind !== 'ipv4' || payload.transport.kind !== 'tcp') return;
    seen.push(`${direction === 'out' ? '>' : '<'} ${formatTcpFlags(payload.transport.flags)} ${payload.totalLength}`);
  });
  return seen;
}
