/** The requests of a session: what is told of each, and its figures, in no form yet. */
import type { Observation } from '../../lab/observe/observation';
import { wires } from '../../lab/observe/wires';
import type { Topology } from '../../lab/topology';
import { deltaChart } from '../counters/deltaChart';
import type { Figure } from '../figure/figure';
import { formatCount } from '../figure/textTable';
import { ladderParts } from '../ladder/ladder';
import { pathMap } from '../path/pathMap';

/** One command of the session, with the machines as they were when it had ended. */
export interface ObservedCommand {
  readonly observation: Observation;
  readonly topology: Topology;
}

/** A picture of a request, and what it shows. */
export interface RequestFigure {
  readonly figure: Figure;
  readonly caption: string;
}

/** A command during which an interface carried an IP packet. */
export interface SessionRequest {
  /** Counted from 1. */
  readonly number: number;
  /** `client# curl …` */
  readonly line: string;
  /** Exit code, times, packets. */
  readonly facts: string;
  readonly printed: string;
  readonly observation: Observation;
  /** Draws them. */
  figures(): readonly RequestFigure[];
}

/** The requests among `commands`, in their order. */
export function sessionRequests(commands: readonly ObservedCommand[]): readonly SessionRequest[] {
  return commands
    .filter(({ observation }) => packetsOf(observation) > 0)
    .map((command, index) => requestOf(command, index + 1));
}

/** IP packets as the interfaces saw them: one that passes three interfaces counts three times. */
function packetsOf({ packets }: Observation): number {
  return Object.values(packets)
    .flat()
    .filter(({ protocol }) => protocol !== 'arp').length;
}

function requestOf({ observation, topology }: ObservedCommand, number: number): SessionRequest {
  const { outcome, journeys } = observation;
  const { place, command, exitCode, startedAt, endedAt, stdout, stderr } = outcome;
  const dropped = journeys.filter(({ fate }) => fate.kind === 'dropped').length;
  const facts = [
    `exit code ${exitCode}`,
    `from ${startedAt.toFixed(6)} s to ${endedAt.toFixed(6)} s`,
    plural(journeys.length, 'packet', 'passed netfilter on the host'),
    ...(dropped > 0 ? [`${formatCount(dropped)} dropped`] : []),
  ].join(' · ');
  const figures = () => [counters(observation), ...path(observation), ...ladders({ observation, topology })];
  return { number, line: `${place}# ${command}`, facts, printed: `${stdout}${stderr}`, observation, figures };
}

function counters({ deltas }: Observation): RequestFigure {
  const title = deltas.length === 0 ? 'No counter moved' : `${plural(deltas.length, 'counter')} grew`;
  return {
    figure: deltaChart(deltas, { title }),
    caption: 'What the request added to each rule and policy of the host.',
  };
}

function path({ journeys }: Observation): readonly RequestFigure[] {
  if (journeys.length === 0) return [];
  const dropped = journeys.filter(({ fate }) => fate.kind === 'dropped').length;
  const lost = dropped === 0 ? '' : `, ${formatCount(dropped)} dropped`;
  const figure = pathMap(journeys, { title: `${plural(journeys.length, 'packet')} on the host${lost}` });
  return [{ figure, caption: 'The packets’ path through the host’s hooks and tables.' }];
}

/** A ladder for each wire. */
function ladders({ observation, topology }: ObservedCommand): readonly RequestFigure[] {
  const { packets, journeys } = observation;
  const parts = wires(topology, packets).flatMap((lanes) => {
    const title = `${plural(lanes.length, 'interface')} carried packets`;
    return ladderParts(packets, { title, lanes, journeys });
  });
  return parts.map(({ figure, from, to, count, isFolded }) => {
    const isPart = to - from + 1 < count;
    const part = isPart ? ` Packets ${formatCount(from)} to ${formatCount(to)} of ${formatCount(count)}.` : '';
    const folded = isFolded ? ' What repeats itself is drawn once; the text has every packet.' : '';
    return { figure, caption: `What the interfaces carried, in the order of the wire.${part}${folded}` };
  });
}

function plural(count: number, noun: string, rest = ''): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'} ${rest}`.trimEnd();
}
