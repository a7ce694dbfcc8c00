/** A session as one HTML page: for each request its counters, its packets' path and what the interfaces carried. */
import type { Observation } from '../../lab/observe/observation';
import { wires } from '../../lab/observe/wires';
import type { Topology } from '../../lab/topology';
import { VERSION } from '../../version';
import { deltaChart } from '../counters/deltaChart';
import { withoutFonts } from '../draw/embedFonts';
import { html, lines, type Markup, trusted } from '../draw/markup';
import type { Figure } from '../figure/figure';
import { htmlDocument } from '../figure/htmlPage';
import { formatCount } from '../figure/textTable';
import { ladderParts } from '../ladder/ladder';
import { pathMap } from '../path/pathMap';
import { SESSION_STYLE_SOURCE, sessionStyle } from './sessionStyle';

/** One command of the session, with the machines as they were when it had ended. */
export interface ObservedCommand {
  readonly observation: Observation;
  readonly topology: Topology;
}

/** What stands at the top of the page. */
export interface SessionReportOptions {
  /** What the session is called. */
  readonly name: string;
  /** What it was run with, such as `seed`: stated at the top. */
  readonly facts: Readonly<Record<string, string | number>>;
}

/**
 * The page. A request is a command during which an interface carried an IP packet. Everything is in the one file, light and
 * dark; its content security policy lets it run and load nothing.
 */
export function sessionReport(commands: readonly ObservedCommand[], { name, facts }: SessionReportOptions): string {
  const requests = commands.filter(({ observation }) => packetsOf(observation) > 0);
  const figures = new FigureList();
  const sections = requests.map((request, index) => requestHtml(request, index + 1, figures));
  const stated = { ...facts, chainwalk: VERSION, commands: commands.length, requests: requests.length };
  const transcript = commands.map(({ observation }) => observation.outcome.transcript).join('');
  const contents = requests.map(
    ({ observation: { outcome } }, index) =>
      html`<li><a href="#request-${index + 1}"><code>${outcome.place}# ${outcome.command}</code></a></li>`,
  );
  return htmlDocument({
    title: `${name} · chainwalk`,
    style: sessionStyle(),
    styleSource: SESSION_STYLE_SOURCE,
    body: html`<h1>${name}</h1>
<p class="facts">${Object.entries(stated)
      .map(([fact, value]) => `${fact} ${value}`)
      .join(' · ')}</p>
${requests.length === 0 ? html`<p>No command of this session made an interface carry a packet.</p>` : html`<nav><ol>\n${lines(contents)}\n</ol></nav>`}
${lines(sections)}
<h2>The whole session</h2>
<details><summary>${commands.length} commands and what they printed</summary>
<pre>${transcript}</pre></details>`,
  });
}

/** IP packets as the interfaces saw them: one that passes three interfaces counts three times. */
function packetsOf({ packets }: Observation): number {
  return Object.values(packets)
    .flat()
    .filter(({ protocol }) => protocol !== 'arp').length;
}

/** Numbers figures as they come. */
class FigureList {
  #count = 0;

  /** The next figure of the page, as a drawing for light and for dark screens and as text. */
  add(figure: Figure, caption: string): Markup {
    this.#count += 1;
    const [light, dark] = (['light', 'dark'] as const).map((theme) =>
      trusted(withoutFonts(figure.restyle({ theme }).toSvg())),
    );
    return html`<figure><div class="light">${light}</div><div class="dark">${dark}</div>
<figcaption>Figure ${this.#count}. ${caption}</figcaption>
<details><summary>The same as text</summary><pre>${figure.toText()}</pre></details></figure>`;
  }
}

function requestHtml({ observation, topology }: ObservedCommand, number: number, figures: FigureList): Markup {
  const { outcome, deltas, journeys } = observation;
  const { place, command, exitCode, startedAt, endedAt, stdout, stderr } = outcome;
  const dropped = journeys.filter(({ fate }) => fate.kind === 'dropped').length;
  const facts = [
    `exit code ${exitCode}`,
    `from ${startedAt.toFixed(6)} s to ${endedAt.toFixed(6)} s`,
    plural(journeys.length, 'packet', 'passed netfilter on the host'),
    ...(dropped > 0 ? [`${formatCount(dropped)} dropped`] : []),
  ];
  const printed = `${stdout}${stderr}`;
  return html`<section id="request-${number}">
<h2>${number}. <code>${place}# ${command}</code></h2>
<p class="facts">${facts.join(' · ')}</p>
<details><summary>${printed === '' ? 'It printed nothing' : 'What it printed'}</summary><pre>${printed}</pre></details>
${figures.add(
  deltaChart(deltas, { title: deltas.length === 0 ? 'No counter moved' : `${plural(deltas.length, 'counter')} grew` }),
  'What the request added to each rule and policy of the host.',
)}
${journeys.length > 0 && figures.add(pathOf(observation), 'The packets’ path through the host’s hooks and tables.')}
${ladders({ observation, topology }, figures)}
</section>`;
}

function pathOf({ journeys }: Observation): Figure {
  const dropped = journeys.filter(({ fate }) => fate.kind === 'dropped').length;
  const lost = dropped === 0 ? '' : `, ${formatCount(dropped)} dropped`;
  return pathMap(journeys, { title: `${plural(journeys.length, 'packet')} on the host${lost}` });
}

/** A ladder for each wire. */
function ladders({ observation, topology }: ObservedCommand, figures: FigureList): Markup {
  const { packets, journeys } = observation;
  const parts = wires(topology, packets).flatMap((lanes) => {
    const title = `${plural(lanes.length, 'interface')} carried packets`;
    return ladderParts(packets, { title, lanes, journeys });
  });
  return lines(
    parts.map(({ figure, from, to, count, isFolded }) => {
      const isPart = to - from + 1 < count;
      const part = isPart ? ` Packets ${formatCount(from)} to ${formatCount(to)} of ${formatCount(count)}.` : '';
      const folded = isFolded ? ' What repeats itself is drawn once; the text has every packet.' : '';
      return figures.add(figure, `What the interfaces carried, in the order of the wire.${part}${folded}`);
    }),
  );
}

function plural(count: number, noun: string, rest = ''): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'} ${rest}`.trimEnd();
}
