/** Each kind of picture, of three requests: what is true of all of them is tried on these. */
import type { CounterDelta } from '../../lib/lab/observe/counters';
import type { Journey } from '../../lib/lab/observe/journey';
import { compareDeltas } from '../../lib/view/counters/compareDeltas';
import { deltaChart } from '../../lib/view/counters/deltaChart';
import type { Drawn, Shown } from '../../lib/view/figure/drawn';
import { ladder } from '../../lib/view/ladder/ladder';
import { journeyRows } from '../../lib/view/path/journeyRows';
import { pathMap } from '../../lib/view/path/pathMap';
import { stepThrough } from '../../lib/view/steps/stepThrough';
import { listings } from '../../lib/view/tables/listings';
import { table } from '../../lib/view/tables/table';
import { pathTone } from '../../lib/view/tables/tone';
import { relay } from '../../lib/view/tcp/relay';
import { retransmissions } from '../../lib/view/tcp/retransmissions';
import { topologyMap } from '../../lib/view/topology/topologyMap';
import { vethPair } from '../../lib/view/topology/vethPair';
import type { Article } from './articleAccesses';
import { clientToNg1, ng1ToHostPort, ng2ToNg1Isolated, topologies } from './fixtures';

interface Seen {
  readonly deltas: readonly CounterDelta[];
  readonly journeys: readonly Journey[];
}

const REQUESTS: Readonly<Record<string, Seen>> = {
  'client to ng1': clientToNg1,
  'ng1 to the host’s port': ng1ToHostPort,
  'ng2 to ng1, isolated': ng2ToNg1Isolated,
};

/** A listing of the rules that grew, before (`packetsBefore`) or after. */
function listingOf(deltas: readonly CounterDelta[], at: 'Before' | 'After'): string {
  const lines = deltas.map((delta) => {
    const [packets, bytes] = [delta[`packets${at}`], delta[`bytes${at}`]].map((value) => String(value).padStart(7));
    return `${packets} ${bytes} ACCEPT     all  --  *      docker0  0.0.0.0/0            0.0.0.0/0            /* ${delta.rule} */`;
  });
  const heading = '   pkts   bytes target     prot opt in     out     source               destination';
  return ['Chain FORWARD (policy DROP 0 packets, 0 bytes)', heading, ...lines].join('\n');
}

type Kind = (seen: Seen) => Drawn & Shown;

/** Kinds that are laid out for the width that they are saved with. */
export const LAID_OUT: Readonly<Record<string, Kind>> = {
  'a chart of deltas': ({ deltas }) =>
    deltaChart(deltas, { title: 'One connection, one hit: nat sees only the SYN', emphasis: deltas.slice(0, 1) }),
  'a comparison': ({ deltas }) =>
    compareDeltas(
      [
        { name: 'with docker-proxy', deltas },
        { name: 'without it', deltas: deltas.slice(1) },
      ],
      { title: 'All but one counter moved alike' },
    ),
  'a table of steps': ({ journeys }) =>
    table(journeyRows(journeys).slice(0, 12), { title: 'Steps of the first packets' }),
  'a matrix': () =>
    table(
      ['client', 'ng1'].map((from) => ({ from, today: 'DNAT', 'without docker-proxy': 'dropped' })),
      { title: 'Who reaches whom', tone: pathTone },
    ),
  'two listings': ({ deltas }) =>
    listings(listingOf(deltas, 'Before'), listingOf(deltas, 'After'), { title: 'What the request counted' }),
  'a path map': ({ journeys }) => pathMap(journeys, { title: 'The packets’ path' }),
  'an empty map': () => pathMap([], { title: 'Nothing came' }),
  'a drawing of the machines': () => topologyMap(topologies.after, { title: 'The machines' }),
};

/** Kinds that show packets on the wire, or a whole request, of the article's session. */
export const OF_THE_ARTICLE: Readonly<Record<string, (article: Article) => Drawn & Shown>> = {
  'a ladder of five lanes': (article) =>
    ladder(access(article, '06').packets, {
      title: 'One connection of twelve packets',
      lanes: ['client eth0', 'host ens33', 'host docker0', 'host veth*', 'ng1 eth0'],
    }),
  'a ladder of what is lost': (article) => {
    const { packets, journeys } = access(article, '15');
    return ladder(packets, { title: 'Nobody answers', lanes: ['ng2 eth0', 'host veth*'], journeys, arp: false });
  },
  'a relay': (article) => relay(access(article, '10').packets, { title: 'Two connections, and docker-proxy' }),
  retransmissions: (article) => {
    const { packets, outcome } = access(article, '15');
    const gaveUpAt = (outcome.endedAt - outcome.startedAt) * 1000;
    return retransmissions(packets['ng2 eth0'] ?? [], { title: 'Seven SYNs', gaveUpAt });
  },
  'answers that are sent again': (article) =>
    retransmissions(access(article, '18').packets['ng2 eth0'] ?? [], { title: 'SYN-ACKs' }),
  'a map of two connections': (article) => pathMap(access(article, '10').journeys, { title: 'Past docker-proxy' }),
  'a map of a dropped reply': (article) => pathMap(access(article, '18').journeys, { title: 'No way back' }),
  'a request to step through': (article) => stepThrough(access(article, '06'), { title: 'Step by step' }),
  'a drawing of two networks': (article) => topologyMap(access(article, '15').machines, { title: 'Two bridges' }),
  'a cable': (article) => vethPair(access(article, '15').machines, 'ng1', { title: 'One cable, two names' }),
};

function access({ accesses }: Article, step: string) {
  const found = accesses.get(step);
  if (found === undefined) throw new RangeError(`the session has no access ${step}`);
  return found;
}

/** The pictures of these kinds, one for each request, as `[kind, request, picture]`. */
export function picturesOf(
  kinds: Readonly<Record<string, Kind>>,
): readonly (readonly [string, string, Drawn & Shown])[] {
  return Object.entries(kinds).flatMap(([kind, draw]) =>
    Object.entries(REQUESTS).map(([request, seen]) => [kind, request, draw(seen)] as const),
  );
}
