/** A made-up wire: namespaces from left to right, packets that travel on it, what each interface sees of them, and what is true of each. */
import fc from 'fast-check';
import type { CapturedPacket, Captures, Journey } from '../../../lib/lab';

/** A namespace's interfaces from left to right; the first `facingLeft` of them are on its left side. */
interface Station {
  readonly name: string;
  readonly devices: readonly string[];
  readonly facingLeft: number;
  readonly address: string;
}

interface Place {
  readonly station: number;
  readonly key: string;
  readonly rightward: 'in' | 'out';
}

type Ends = Pick<CapturedPacket, 'source' | 'destination' | 'sourcePort' | 'destinationPort'>;

/** What is true of a packet that some lane of a ladder saw. */
export interface Truth {
  readonly t: number;
  readonly rightward: boolean;
  readonly lanes: readonly number[];
  readonly connection: number;
  readonly request: boolean;
  readonly lost: boolean;
  /** Which router's rule dropped it, if one did. */
  readonly reason: string | undefined;
  readonly leaves: boolean;
  readonly rewritings: readonly string[];
}

export interface Wire {
  readonly captures: Captures;
  /** Keys of all interfaces, from left to right. */
  readonly keys: readonly string[];
  readonly rightward: readonly ('in' | 'out')[];
  readonly journeys: readonly Journey[];
  /** What a ladder of the interfaces `from` up to `to` has to show. */
  readonly truths: (from: number, to: number) => readonly Truth[];
}

interface Plan {
  readonly routers: readonly { readonly left: number; readonly right: number }[];
  readonly connections: readonly {
    /** Which station answers: the last one, or a router. */
    readonly server: number;
    readonly hidden: boolean;
    readonly masked: boolean;
  }[];
  readonly travels: readonly {
    readonly connection: number;
    readonly request: boolean;
    readonly pause: number;
    /** In which station, or on which cable behind it, it gets lost; -1 for nowhere. */
    readonly lostAt: number;
    readonly onCable: boolean;
    readonly again: boolean;
  }[];
  readonly hop: number;
  /** Nothing tells the packets of a direction apart but their order; none is lost then. */
  readonly isAlike: boolean;
}

const plans: fc.Arbitrary<Plan> = fc.record({
  routers: fc.array(fc.record({ left: fc.integer({ min: 1, max: 2 }), right: fc.integer({ min: 1, max: 2 }) }), {
    minLength: 1,
    maxLength: 2,
  }),
  connections: fc.array(fc.record({ server: fc.constantFrom(9, 9, 1), hidden: fc.boolean(), masked: fc.boolean() }), {
    minLength: 1,
    maxLength: 4,
  }),
  travels: fc.array(
    fc.record({
      connection: fc.nat(3),
      request: fc.boolean(),
      pause: fc.constantFrom(0, 0.5, 3, 150, 2000),
      lostAt: fc.constantFrom(-1, -1, -1, 0, 1, 2),
      onCable: fc.boolean(),
      again: fc.boolean(),
    }),
    { minLength: 1, maxLength: 12 },
  ),
  hop: fc.constantFrom(0, 0.01, 0.05),
  isAlike: fc.constantFrom(false, false, true),
});

interface Travel {
  readonly t: number;
  readonly request: boolean;
  readonly connection: number;
  readonly sightings: readonly { readonly place: number; readonly packet: CapturedPacket }[];
  /** The station where it was lost, if it was; undefined if on a cable. */
  readonly lostIn: number | undefined;
  readonly isLost: boolean;
}

export const wires: fc.Arbitrary<Wire> = plans.map(build);

function stationsOf({ routers }: Plan): readonly Station[] {
  const named = (count: number, prefix: string) => Array.from({ length: count }, (_, index) => `${prefix}${index}`);
  return [
    { name: 'client', devices: ['eth0'], facingLeft: 0, address: '10.0.0.1' },
    ...routers.map(({ left, right }, index) => ({
      name: `r${index}`,
      devices: [...named(left, 'left'), ...named(right, 'right')],
      facingLeft: left,
      address: `10.0.${index + 1}.1`,
    })),
    { name: 'server', devices: ['eth0'], facingLeft: 1, address: '10.0.9.9' },
  ];
}

function placesOf(stations: readonly Station[]): readonly Place[] {
  return stations.flatMap(({ name, devices, facingLeft }, station) =>
    devices.map((device, index): Place => {
      return { station, key: `${name} ${device}`, rightward: index < facingLeft ? 'in' : 'out' };
    }),
  );
}

/** The first router's address towards the server: nothing that it answers with itself comes from there. */
const MASK = '10.0.8.1';

const OPPOSITE = { in: 'out', out: 'in' } as const;

function build(plan: Plan): Wire {
  const stations = stationsOf(plan);
  const places = placesOf(stations);
  const travels = travelsOf(plan, stations, places);
  const captures: Record<string, readonly CapturedPacket[]> = {};
  for (const [index, { key }] of places.entries())
    captures[key] = travels
      .flatMap(({ sightings }) => sightings.filter(({ place }) => place === index).map(({ packet }) => packet))
      .sort((a, b) => a.time - b.time);
  return {
    captures,
    keys: places.map(({ key }) => key),
    rightward: places.map(({ rightward }) => rightward),
    journeys: travels.flatMap((travel) => journeysOf(travel, stations, places)),
    truths: (from, to) => truthsOf(travels, places, from, to),
  };
}

function travelsOf(
  { connections, travels, hop, isAlike }: Plan,
  stations: readonly Station[],
  places: readonly Place[],
): readonly Travel[] {
  let t = 0;
  const answering = new Set<number>();
  const made: Travel[] = [];
  for (const [number, one] of travels.entries()) {
    const connection = one.connection % connections.length;
    const { server: wanted = 9, hidden = false, masked = false } = connections[connection] ?? {};
    const server = Math.min(wanted, stations.length - 1);
    // A connection begins with a request that arrives and the reply to it.
    const begins = !answering.has(connection);
    answering.add(connection);
    for (const { request, lostAt, again } of begins
      ? [
          { request: true, lostAt: -1, again: false },
          { request: false, lostAt: -1, again: false },
        ]
      : [isAlike ? { ...one, lostAt: -1 } : one]) {
      const ends = endsOf(connection, stations, server, { hidden, masked });
      for (const wait of again && lostAt >= 0 ? [0, 150] : [0]) {
        t += one.pause + wait + 1;
        const length = 52 + (isAlike ? 0 : 2 * number) + Number(request);
        made.push(travel({ t, hop, request, connection, length, server, lostAt, onCable: one.onCable }, ends, places));
      }
    }
  }
  return made;
}

/** A connection's ends on the client's side and, from the first router on, on the server's; NAT happens there. */
function endsOf(
  connection: number,
  stations: readonly Station[],
  server: number,
  { hidden, masked }: { readonly hidden: boolean; readonly masked: boolean },
): readonly [before: Ends, after: Ends] {
  const client = stations[0]?.address ?? '';
  const answering = stations[server]?.address ?? '';
  const isForwarded = server > 1;
  const before: Ends = {
    ...{ source: client, sourcePort: 40000 + connection },
    ...{ destination: hidden && isForwarded ? '10.0.7.7' : answering, destinationPort: hidden ? 8001 : 80 },
  };
  if (!isForwarded) return [before, before];
  const after = { ...before, destination: answering, destinationPort: 80, source: masked ? MASK : client };
  return [before, after];
}

function travel(
  one: {
    readonly t: number;
    readonly hop: number;
    readonly request: boolean;
    readonly connection: number;
    readonly length: number;
    readonly server: number;
    readonly lostAt: number;
    readonly onCable: boolean;
  },
  [before, after]: readonly [Ends, Ends],
  places: readonly Place[],
): Travel {
  const { t, request, server, lostAt, onCable } = one;
  const [from, to] = request ? [0, server] : [server, 0];
  const isBetween = (station: number) => station > Math.min(from, to) && station < Math.max(from, to);
  const canLose = isBetween(lostAt) || (onCable && lostAt === from && lostAt >= 0);
  const numbers = places.map((_, index) => index);
  const order = request ? numbers : numbers.reverse();
  const sightings: { place: number; packet: CapturedPacket }[] = [];
  for (const place of order) {
    const { station, rightward } = places[place] ?? { station: 0, rightward: 'in' };
    const direction = request ? rightward : OPPOSITE[rightward];
    const behind = request ? station - from : from - station;
    const ahead = request ? to - station : station - to;
    if (behind < 0 || ahead < 0 || (behind === 0 && direction === 'in') || (ahead === 0 && direction === 'out'))
      continue;
    const isBefore = station === 0 || (station === 1 && rightward === 'in');
    const ends = isBefore ? before : after;
    const { source, destination, sourcePort = 0, destinationPort = 0 } = ends;
    const seen: Ends = request
      ? ends
      : { source: destination, sourcePort: destinationPort, destination: source, destinationPort: sourcePort };
    const packet: CapturedPacket = {
      ...{ time: t + sightings.length * one.hop, direction, protocol: 'tcp', flags: 'P.' },
      ...{ length: one.length, payload: one.length - 52, window: 500, ttl: 64 - behind + Number(direction === 'in') },
      ...seen,
    };
    const isBehindLoss = canLose && (request ? station > lostAt : station < lostAt) === true;
    const isInLoss = canLose && !onCable && station === lostAt && direction === 'out';
    if (isBehindLoss || isInLoss) break;
    sightings.push({ place, packet });
  }
  return {
    t,
    request,
    connection: one.connection,
    sightings,
    lostIn: canLose && !onCable ? lostAt : undefined,
    isLost: canLose,
  };
}

function truthsOf(travels: readonly Travel[], places: readonly Place[], from: number, to: number): readonly Truth[] {
  const shown = places.slice(from, to);
  const wired = new Set<string>();
  const cut = travels.map(({ sightings }) => sightings.filter(({ place }) => place >= from && place < to));
  for (const sightings of cut)
    for (const [index, { place }] of sightings.slice(1).entries())
      wired.add([place, sightings[index]?.place].sort().join(' '));
  const numbers = new Map<number, number>();
  return travels.flatMap((one, index): readonly Truth[] => {
    const sightings = cut[index] ?? [];
    const last = sightings.at(-1);
    const [first] = sightings;
    if (first === undefined || last === undefined) return [];
    if (!numbers.has(one.connection)) numbers.set(one.connection, numbers.size);
    // A bridge that hands a packet up shows it once more than its port.
    const isEnd = one.sightings
      .slice(one.sightings.indexOf(last) + 1)
      .every(
        ({ place, packet }) => packet.direction === 'in' && places[place]?.station === places[last.place]?.station,
      );
    const isEdge = last.place === (one.request ? to - 1 : from);
    const isSeenLosing =
      one.lostIn === undefined
        ? !isEdge && wired.has([last.place, last.place + (one.request ? 1 : -1)].sort().join(' '))
        : !isEdge || shown.filter(({ station }) => station === places[last.place]?.station).length > 1;
    const isLost = one.isLost && isEnd && isSeenLosing;
    return [
      {
        t: first.packet.time,
        rightward: one.request,
        lanes: sightings.map(({ place }) => place - from),
        connection: numbers.get(one.connection) ?? 0,
        request: one.request,
        lost: isLost,
        reason: isLost && one.lostIn !== undefined ? reasonOf(one.lostIn) : undefined,
        leaves: !isEnd || (one.isLost && one.lostIn === undefined && !isLost),
        rewritings: sightings.slice(1).flatMap(({ place, packet }, before) => {
          const other = sightings[before]?.packet;
          return [
            ...(other?.source === packet.source && other.sourcePort === packet.sourcePort
              ? []
              : [`${place - from} source ${other?.source}:${other?.sourcePort} ${packet.source}:${packet.sourcePort}`]),
            ...(other?.destination === packet.destination && other.destinationPort === packet.destinationPort
              ? []
              : [
                  `${place - from} destination ${other?.destination}:${other?.destinationPort} ${packet.destination}:${packet.destinationPort}`,
                ]),
          ];
        }),
      },
    ];
  });
}

function reasonOf(station: number): string {
  return `filter FORWARD rule ${station} DROP`;
}

/** What the routers tell of a packet that came in there. */
function journeysOf(one: Travel, stations: readonly Station[], places: readonly Place[]): readonly Journey[] {
  return stations.flatMap(({ name }, station): readonly Journey[] => {
    const here = one.sightings.filter(({ place }) => places[place]?.station === station);
    const entered = here.find(({ packet }) => packet.direction === 'in');
    const left = here.filter(({ packet }) => packet.direction === 'out').at(-1);
    if (station === 0 || station === stations.length - 1 || entered === undefined) return [];
    const { source, sourcePort, destination, destinationPort, flags = '', length = 0, payload = 0 } = entered.packet;
    const fate: Journey['fate'] =
      one.lostIn === station
        ? { kind: 'dropped', reason: reasonOf(station) }
        : left === undefined
          ? { kind: 'delivered', to: 'tcp port 80' }
          : { kind: 'transmitted', device: places[left.place]?.key.split(' ')[1] ?? '' };
    return [
      {
        ...{ packet: 1, at: 0, namespace: name, protocol: 'tcp', flags, length, payload, ttl: 64, ttlOut: 63 },
        ...{
          in: 'left0',
          out: '',
          source: `${source}:${sourcePort}`,
          destination: `${destination}:${destinationPort}`,
        },
        ...{ sourceOut: '', destinationOut: '', hooks: [], tracked: true, steps: [], translations: [], fate },
      },
    ];
  });
}
