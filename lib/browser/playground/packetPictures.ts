/** Pictures of packets, drawn by lib/view: the worker loads them with the first that is asked for. */
import type { Journey } from '../../lab/observe/journey';
import type { Observation } from '../../lab/observe/observation';
import { wires } from '../../lab/observe/wires';
import type { Topology } from '../../lab/topology';
import { formatCount } from '../../view/figure/textTable';
import { type LadderPart, ladderParts } from '../../view/ladder/ladder';
import { RowJourneys } from '../../view/ladder/rowJourneys';
import { destinationOf, formatTime, packetWords, sourceOf } from '../../view/packets/packetWords';
import { pathMap } from '../../view/path/pathMap';
import { part, type ThemeName } from './pictures';
import type { Picture, PicturePart } from './protocol';

/** Pictures of one ladder. */
const MOST_PARTS = 10;

/** The path of one packet, or of all, through the host. */
export function drawPath(journeys: readonly Journey[], packet: number | undefined, theme: ThemeName): Picture {
  const chosen = packet === undefined ? journeys : journeys.slice(packet, packet + 1);
  const title =
    packet === undefined
      ? `${formatCount(journeys.length)} packet${journeys.length === 1 ? '' : 's'} on the host`
      : `Packet ${packet + 1} of ${formatCount(journeys.length)} on the host`;
  const figure = pathMap(chosen, { title, theme });
  return { parts: [part(figure.toSvg())], text: figure.toText(), cables: [], places: {}, leftOut: 0 };
}

/** A ladder for each wire. */
export function drawLadder({ packets, journeys }: Observation, topology: Topology, theme: ThemeName): Picture {
  const known = new RowJourneys(journeys);
  const all = wires(topology, packets).flatMap((lanes) =>
    ladderParts(packets, { title: `What ${lanes.length} interfaces carried`, lanes, journeys, theme }),
  );
  const shown = all.slice(0, MOST_PARTS);
  const parts = shown.map((one) => ({ ...part(one.figure.toSvg()), rows: rowsOf(one, known) }));
  return {
    parts,
    text: shown.map(({ figure }) => figure.toText()).join('\n\n'),
    cables: [],
    places: {},
    leftOut: all.length - shown.length,
  };
}

function rowsOf({ rows }: LadderPart, known: RowJourneys): PicturePart['rows'] {
  return rows.flatMap(({ packet, y }) => {
    const [found] = known.take(packet);
    if (found === undefined) return [];
    const { first } = packet;
    return [
      {
        y,
        packet: found,
        label: `${formatTime(packet.t)}: ${packetWords(first)}, ${sourceOf(first)} to ${destinationOf(first)}`,
      },
    ];
  });
}
