/** One request to a published port, and its pictures: what a tab and Node have to draw alike. */
import { lab, observe } from '../../lib/lab';
import { type Platform, usePlatform } from '../../lib/platform';
import { deltaChart } from '../../lib/view/counters/deltaChart';
import { ladder } from '../../lib/view/ladder/ladder';
import { pathMap } from '../../lib/view/path/pathMap';

function refuse(what: string): () => never {
  return () => {
    throw new Error(`${what} is not for this test`);
  };
}

/** A platform with neither files nor pictures but SVG. */
const BARE: Platform = {
  readText: refuse('reading files'),
  listFolder: refuse('reading folders'),
  writeFile: refuse('writing files'),
  drawPng: refuse('PNG'),
  drawPdf: refuse('PDF'),
  showsPng: false,
  preload: refuse('preloading'),
  display: refuse('showing'),
};

export interface DrawnRequest {
  /** What the rule grew by that sends the request into the container. */
  readonly dnat: { readonly packets: number; readonly bytes: number };
  readonly transcripts: readonly string[];
  readonly pictures: readonly string[];
}

/** The same on every platform, to the last byte. */
export async function drawRequest(): Promise<DrawnRequest> {
  const machines = await lab();
  const start = await machines.sh('host# systemctl start docker');
  const run = await machines.sh('host# docker run --name ng1 -d -p 8001:80 lkarrie/nginx1');
  const beside = await machines.sh('host# ps -ef | grep docker');
  const access = await observe(machines, 'client# curl -sS http://192.168.70.6:8001 | head -n 2');
  const { deltas, journeys, packets } = access;
  const lanes = ['client eth0', 'host ens33', 'host docker0', 'ng1 eth0'];
  return {
    dnat: access.grown('nat', 'DOCKER', 2),
    transcripts: [start, run, beside, access.outcome].map(({ transcript }) => transcript),
    pictures: [
      deltaChart(deltas, { title: 'A request' }),
      pathMap(journeys, { title: 'A request' }),
      ladder(packets, { title: 'A request', lanes, journeys }),
    ].map((figure) => figure.toSvg()),
  };
}

/** The same in a tab. */
export function drawRequestInTab(): Promise<DrawnRequest> {
  usePlatform(BARE);
  return drawRequest();
}
