/** A session as one HTML page: for each request its counters, its packets' path and what the interfaces carried. */
import { VERSION } from '../../version';
import { withoutFonts } from '../draw/embedFonts';
import { html, lines, type Markup, trusted } from '../draw/markup';
import { htmlDocument } from '../figure/htmlPage';
import { type ObservedCommand, type RequestFigure, type SessionRequest, sessionRequests } from './sessionRequests';
import { SESSION_STYLE_SOURCE, sessionStyle } from './sessionStyle';

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
  const requests = sessionRequests(commands);
  const figures = new FigureList();
  const sections = requests.map((request) => requestHtml(request, figures));
  const transcript = commands.map(({ observation }) => observation.outcome.transcript).join('');
  const contents = requests.map(
    ({ number, line }) => html`<li><a href="#request-${number}"><code>${line}</code></a></li>`,
  );
  return htmlDocument({
    title: `${name} · chainwalk`,
    style: sessionStyle(),
    styleSource: SESSION_STYLE_SOURCE,
    body: html`<h1>${name}</h1>
<p class="facts">${sessionFacts(commands, facts)}</p>
${requests.length === 0 ? html`<p>${NO_REQUESTS}</p>` : html`<nav><ol>\n${lines(contents)}\n</ol></nav>`}
${lines(sections)}
<h2>The whole session</h2>
<details><summary>${commands.length} commands and what they printed</summary>
<pre>${transcript}</pre></details>`,
  });
}

/** What a session without requests has to say. */
export const NO_REQUESTS = 'No command of this session made an interface carry a packet.';

/** What the session was run with and how much is in it, one line. */
export function sessionFacts(commands: readonly ObservedCommand[], facts: SessionReportOptions['facts']): string {
  const requests = sessionRequests(commands).length;
  const stated = { ...facts, chainwalk: VERSION, commands: commands.length, requests };
  return Object.entries(stated)
    .map(([fact, value]) => `${fact} ${value}`)
    .join(' · ');
}

/** Numbers figures as they come. */
class FigureList {
  #count = 0;

  /** The next figure of the page, as a drawing for light and for dark screens and as text. */
  add({ figure, caption }: RequestFigure): Markup {
    this.#count += 1;
    const [light, dark] = (['light', 'dark'] as const).map((theme) =>
      trusted(withoutFonts(figure.restyle({ theme }).toSvg())),
    );
    return html`<figure><div class="light">${light}</div><div class="dark">${dark}</div>
<figcaption>Figure ${this.#count}. ${caption}</figcaption>
<details><summary>The same as text</summary><pre>${figure.toText()}</pre></details></figure>`;
  }
}

function requestHtml({ number, line, facts, printed, figures }: SessionRequest, list: FigureList): Markup {
  return html`<section id="request-${number}">
<h2>${number}. <code>${line}</code></h2>
<p class="facts">${facts}</p>
<details><summary>${printed === '' ? 'It printed nothing' : 'What it printed'}</summary><pre>${printed}</pre></details>
${lines(figures().map((figure) => list.add(figure)))}
</section>`;
}
