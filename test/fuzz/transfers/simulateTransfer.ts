/** The simulated side of random transfers. */
import { MILLISECOND, type Microseconds, SECOND } from '../../../lib/network';
import type { Ipv4Packet } from '../../../lib/packet';
import { iptablesRestore, iptablesSave } from '../../../lib/tools/iptables';
import { startCalls } from '../../network/calls';
import { topology } from '../../network/topology';
import { optionsOf, restoreText } from '../case';
import { describeCounters } from '../describe';
import { describeSegments, SETTINGS, type TransferCase, type TransferOutcome } from './transferCase';

export interface SimulatedTransfer {
  readonly outcome: TransferOutcome;
  /** How long it took; `undefined` if it did not come to an end. */
  readonly duration: Microseconds | undefined;
  /** When the router saw each segment. */
  readonly times: readonly Microseconds[];
}

const MOST = 60 * SECOND;
const REST = ['TIME_WAIT', 'CLOSE'];
const LISTENING = 2 * MILLISECOND;

/** Runs a case; with another `seed` the machines draw other numbers, and begin elsewhere on the timer wheel. */
export function simulateTransfer({ settings, rules, client, server }: TransferCase, seed = 1): SimulatedTransfer {
  const network = topology(seed, false);
  const { clock, router, machine } = network;
  const ends = [machine('client'), machine('server')];
  for (const [name, value] of Object.entries({ ...SETTINGS, ...settings }))
    for (const end of ends) end.net.sysctl.set(name, value);
  const seen: { at: string; packet: Ipv4Packet }[] = [];
  const times: Microseconds[] = [];
  clock.advance((seed % 7) * MILLISECOND);
  const { exitCode, stderr } = iptablesRestore(router.net.netfilter, [], restoreText(rules), optionsOf());
  if (exitCode !== 0) throw new Error(stderr);
  for (const name of ['outer', 'inner'])
    router.net.device(name)!.taps.add((direction, { payload }) => {
      if (payload.kind !== 'ipv4') return;
      seen.push({ at: `${name} ${direction}`, packet: payload });
      times.push(clock.now);
    });
  const started = clock.now;
  const programs = [
    startCalls(machine('server'), 0, ['listen 80', ...server]),
    startCalls(machine('client'), LISTENING / MILLISECOND, ['connect 10.2.0.2 80 20000', ...client]),
  ].reverse();
  const isOver = () =>
    programs.every(({ value }) => value !== undefined) &&
    ends.every(({ net }) =>
      net.sockets.connections.every(
        ({ state, holder }) => REST.includes(state) || (state === 'FIN_WAIT2' && holder.orphaned),
      ),
    );
  clock.runUntil(isOver, started + MOST);
  const { stdout } = iptablesSave(router.net.netfilter, ['-c'], optionsOf());
  return {
    outcome: {
      programs: programs.map(({ value }) => value ?? 'still running'),
      counters: describeCounters(stdout),
      segments: describeSegments(seen),
    },
    duration: isOver() ? clock.now - started : undefined,
    times: times.map((time) => time - started),
  };
}
