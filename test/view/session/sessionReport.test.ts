/** The page about a session: what it shows, and that nothing in it can run. */
import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { Lab, type Observation, observeCommand, topology, wires } from '../../../lib/lab';
import { sessionReport } from '../../../lib/view/session/sessionReport';
import { type ObservedCommand, sessionRequests } from '../../../lib/view/session/sessionRequests';

const HOSTILE = '<script>alert(1)</script><img src=x onerror=alert(2)>';
const SESSION = [
  ['host', 'systemctl start docker'],
  ['host', 'docker run --name ng1 -d -p 8001:80 lkarrie/nginx1'],
  ['host', `iptables -I DOCKER-USER -m comment --comment "${HOSTILE}" -j RETURN`],
  ['host', `echo '${HOSTILE}'`],
  ['client', `curl -sS -H 'X: ${HOSTILE}' http://192.168.70.6:8001/`],
  ['ng1', 'curl -sS -o /dev/null http://192.168.70.6:8001'],
  ['client', 'ping -c 1 192.168.70.6'],
] as const;

const report = (commands: readonly ObservedCommand[], name = 'a.session') =>
  sessionReport(commands, { name, facts: { seed: 1 } });

let observed: ObservedCommand[];
let page: string;

beforeAll(async () => {
  const lab = new Lab();
  observed = [];
  for (const [place, command] of SESSION) {
    observed.push({ observation: await observeCommand(lab, place, command), topology: topology(lab) });
  }
  page = report(observed, HOSTILE);
});

describe('a session’s report', () => {
  it('has a section for each command that carried packets, and none for the others', () => {
    expect(
      [...page.matchAll(/<section id="request-(\d+)">\n<h2>\d+\. <code>(\w+)# (\w+)/g)].map((m) => m.slice(1)),
    ).toEqual([
      ['1', 'client', 'curl'],
      ['2', 'ng1', 'curl'],
      ['3', 'client', 'ping'],
    ]);
    expect(page).toContain('seed 1 · chainwalk ');
    expect(page).toContain(`commands ${SESSION.length} · requests 3`);
  });

  it('numbers the counters, the path map and the ladder of each request', () => {
    const captions = [
      ...page.matchAll(/<figcaption>Figure (\d+)\. (What the request|The packets|What the interfaces)/g),
    ];
    expect(captions.map(([, number]) => Number(number))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(page).toContain('DOCKER rule 2 DNAT');
    expect(page).toMatch(/Lanes: client eth0 · host ens33 · host docker0 · host veth\w+ · ng1 eth0\. \d+ packets\.\n/);
  });

  it('lets nothing of what people wrote become markup', () => {
    expect(page).not.toMatch(/<script|<img|<[^>]* (?:on\w+|style|href="(?!#request))=/i);
    expect(page).toContain('&lt;script&gt;alert(1)');
  });

  it('allows nothing but its own style', () => {
    const [, policy] = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(page)!;
    const [, style] = /<style>([\s\S]*?)<\/style>/.exec(page)!;
    const digest = createHash('sha256').update(style!).digest('base64');
    expect(policy).toBe(
      `default-src 'none'; img-src data:; font-src data:; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`,
    );
  });

  it('holds each picture for light and for dark screens', () => {
    const count = (what: string) => page.split(what).length - 1;
    expect(count('<div class="light"><svg')).toBe(9);
    expect(count('<div class="dark"><svg')).toBe(9);
  });

  it('is the same bytes each time', () => {
    expect(report(observed, HOSTILE)).toBe(page);
  });

  it('says so if no command was a request', () => {
    expect(report(observed.slice(0, 2))).toContain('No command of this session made an interface carry a packet.');
  });
});

/** The page about one command, on a host with a container whose page is longer than usual. */
async function reportOf(command: string) {
  const lab = new Lab();
  await lab.run('host', 'systemctl start docker');
  await lab.run('host', 'docker run --name ng1 -d -p 8001:80 lkarrie/nginx1');
  await lab.run('ng1', 'seq 1 40000 > /usr/share/nginx/html/long.txt');
  const observation = await observeCommand(lab, 'client', command);
  return { observation, html: report([{ observation, topology: topology(lab) }]) };
}

it('folds what repeats itself in a long ladder, and has every packet as text', async () => {
  const { observation, html } = await reportOf('curl -sS -o /dev/null http://192.168.70.6:8001/long.txt');
  const count = observation.packets['client eth0']!.length;
  expect(html).toMatch(/… the last packet \d+ times more, until \d\.\d\d ms …/);
  expect(html).toContain('What repeats itself is drawn once; the text has every packet.');
  expect(count).toBeGreaterThan(150);
  // ARP between host and container is on two further interfaces.
  expect(html).toMatch(new RegExp(`\n${count + 2}\\. [^\n]*ACK 52[^\n]*</pre>`));
  expect(html).not.toContain('of them lost');
});

it('goes on in a further picture where a long ladder does not repeat itself', async () => {
  const { html } = await reportOf('for port in $(seq 9000 9059); do nc -z -w 1 192.168.70.6 $port; done');
  const parts = [...html.matchAll(/Packets (\d+) to (\d+) of (\d+)\./g)].map((match) => match.slice(1).map(Number));
  expect(parts).toEqual([
    [1, 61, 122],
    [62, 122, 122],
  ]);
  expect(html).toMatch(/<title[^>]*>2 interfaces carried packets, 2 of 2<\/title>/);
});

describe('the wires of a request', () => {
  it('leave out a bridge that two containers are at, and put who began first', async () => {
    const lab = new Lab();
    await lab.run('host', 'systemctl start docker');
    for (const name of ['one', 'two']) await lab.run('host', `docker run --name ${name} -d lkarrie/nginx1`);
    const { packets } = await observeCommand(lab, 'two', 'curl -sS -o /dev/null http://172.17.0.2');
    expect(wires(topology(lab), packets)).toEqual([
      ['two eth0', expect.stringMatching(/^host veth/), expect.stringMatching(/^host veth/), 'one eth0'],
    ]);
  });

  it('are no more than the loopback device where nothing left the host', async () => {
    const lab = new Lab();
    const { packets } = await observeCommand(lab, 'host', 'ping -c 1 127.0.0.1');
    expect(wires(topology(lab), packets)).toEqual([['host lo']]);
  });
});

describe('a request of a session', () => {
  const titles = (command: ObservedCommand) => {
    const [request] = sessionRequests([command]);
    return request?.figures().map(({ figure, caption }) => [figure.title, caption]) ?? [];
  };
  const curl = () => observed[4]!;
  const changedCurl = (change: Partial<Observation>): ObservedCommand => {
    const { observation, topology: machines } = curl();
    return { observation: { ...observation, ...change } as Observation, topology: machines };
  };

  it('is numbered from 1, and says how it ended, when, and how many packets passed', () => {
    const requests = sessionRequests(observed);
    expect(requests.map(({ number, line }) => [number, line])).toEqual(
      [4, 5, 6].map((at, index) => [index + 1, `${SESSION[at]![0]}# ${SESSION[at]![1]}`]),
    );
    for (const { facts, observation, printed } of requests) {
      const { outcome, journeys } = observation;
      expect(facts).toBe(
        [
          `exit code ${outcome.exitCode}`,
          `from ${outcome.startedAt.toFixed(6)} s to ${outcome.endedAt.toFixed(6)} s`,
          `${journeys.length} packets passed netfilter on the host`,
        ].join(' · '),
      );
      expect(printed).toBe(outcome.stdout + outcome.stderr);
    }
    expect(page.split('It printed nothing').length - 1).toBe(requests.filter(({ printed }) => printed === '').length);
    expect(page.split('What it printed').length - 1).toBe(requests.filter(({ printed }) => printed !== '').length);
  });

  it('with one packet that a rule dropped says so in its facts and above the map', () => {
    const { observation } = curl();
    const [first, ...rest] = observation.journeys;
    const dropped = { ...first!, fate: { kind: 'dropped', reason: 'no route' } } as const;
    const with1 = changedCurl({ journeys: [dropped, ...rest] });
    expect(sessionRequests([with1])[0]?.facts).toMatch(/ on the host · 1 dropped$/);
    expect(titles(with1)[1]?.[0]).toBe(`${1 + rest.length} packets on the host, 1 dropped`);
    expect(titles(curl())[1]?.[0]).toBe(`${1 + rest.length} packets on the host`);
    const alone = changedCurl({ journeys: [dropped] });
    expect(titles(alone)[1]?.[0]).toBe('1 packet on the host, 1 dropped');
    expect(sessionRequests([alone])[0]?.facts).toContain('1 packet passed netfilter');
  });

  it('says how many counters grew, or that none did', () => {
    const { deltas } = curl().observation;
    const grown = (count: number) => titles(changedCurl({ deltas: deltas.slice(0, count) }))[0]?.[0];
    expect([grown(0), grown(1), grown(3)]).toEqual(['No counter moved', '1 counter grew', '3 counters grew']);
  });

  it('without a packet through the host’s netfilter has no map', () => {
    const [, second] = titles(changedCurl({ journeys: [] }));
    expect(second?.[1]).toMatch(/^What the interfaces carried/);
  });

  it('of many packets has them in several ladders, each with which they are', () => {
    const { observation } = curl();
    const [syn] = observation.packets['client eth0']!.filter(({ flags }) => flags === 'S');
    const many = (direction: 'in' | 'out', count: number) =>
      Array.from({ length: count }, (_, index) => ({ ...syn!, time: index, length: 60 + index, direction }));
    const shown = (count: number) => {
      const packets = { 'client eth0': many('out', count), 'host ens33': many('in', count) };
      const [, , ...ladders] = titles(changedCurl({ packets }));
      return ladders;
    };
    const wire = 'What the interfaces carried, in the order of the wire.';
    expect(shown(3)).toEqual([['2 interfaces carried packets', wire]]);
    expect(shown(100)).toEqual([
      ['2 interfaces carried packets, 1 of 2', `${wire} Packets 1 to 50 of 100.`],
      ['2 interfaces carried packets, 2 of 2', `${wire} Packets 51 to 100 of 100.`],
    ]);
  });

  it('is no request if only ARP was carried', () => {
    const { observation } = curl();
    const arp = observation.packets['host docker0']!.filter(({ protocol }) => protocol === 'arp');
    expect(arp.length).toBeGreaterThan(0);
    const packets = { 'host docker0': arp };
    expect(sessionRequests([changedCurl({ packets })])).toEqual([]);
  });
});
