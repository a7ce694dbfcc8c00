/** Saving a session in the browser, sharing it as a link, downloading it; and the session that a link brings. */
import { button, byId, make } from './dom';
import type { Openings } from './openings';
import type { Playground } from './playground';
import { readSession, sessionText } from './sessionText';

const SAVED = 'chainwalk-playground';
const MARK = '#session=';
const EMPTY = 'Nothing was typed yet.';

export class SessionMenu {
  readonly #playground: Playground;
  readonly #openings: Openings;
  readonly #say: (sentence: string) => void;

  constructor(playground: Playground, openings: Openings, say: (sentence: string) => void) {
    this.#playground = playground;
    this.#openings = openings;
    this.#say = say;
    byId('session-menu', HTMLDivElement).replaceChildren(
      button('Save', () => this.#save(), { title: 'In this browser' }),
      button('Load', () => this.#load(), { title: 'What was saved in this browser' }),
      button('Share', () => void this.#share(), { title: 'As a link' }),
      button('.session', () => this.#download(), { title: 'Download the lines', 'aria-label': 'Download .session' }),
      button('pcapng', () => void this.#downloadPackets(), {
        title: 'Download all packets, for Wireshark',
        'aria-label': 'Download pcapng',
      }),
    );
    addEventListener('hashchange', () => void this.offerLink());
  }

  /** Asks whether the session of the page's address is to run, if it has one. */
  async offerLink(): Promise<void> {
    if (!location.hash.startsWith(MARK)) return;
    const offer = byId('offer', HTMLElement);
    const close = () => {
      offer.hidden = true;
      offer.replaceChildren();
      forgetHash();
    };
    try {
      const code = location.hash.slice(MARK.length);
      const { decodeLink } = await import('./sessionLink');
      const session = decodeLink(code);
      const { lines } = session;
      const run = button('Run them', () => {
        close();
        void this.#openings.openSession(session, `${lines.length} lines of the link run on new machines.`);
      });
      offer.replaceChildren(
        make('h2', {}, 'This link brings a session'),
        make(
          'p',
          {},
          `Its ${lines.length} lines run only if you say so, on the simulated machines in this page: they reach nothing else.`,
        ),
        make('pre', { tabindex: 0 }, sessionText(session)),
        make('p', { class: 'controls' }, run, button('Leave them', close)),
      );
      offer.hidden = false;
      run.focus();
    } catch (error) {
      close();
      this.#say(error instanceof Error ? error.message : String(error));
    }
  }

  #save(): void {
    const { lines } = this.#playground;
    if (lines.length === 0) return this.#say(EMPTY);
    try {
      localStorage.setItem(SAVED, sessionText(this.#playground));
      this.#say(`${lines.length} lines are saved in this browser.`);
    } catch {
      this.#say('This browser’s storage is full or forbidden: download the session instead.');
    }
  }

  #load(): void {
    let text: string | null = null;
    try {
      text = localStorage.getItem(SAVED);
    } catch {
      return this.#say('This browser’s storage is forbidden.');
    }
    if (text === null) return this.#say('No session is saved in this browser.');
    try {
      const session = readSession(text, 'The saved session');
      this.#openings.endTask();
      void this.#openings.openSession(session, `${session.lines.length} saved lines run on new machines.`);
    } catch (error) {
      this.#say(error instanceof Error ? error.message : String(error));
    }
  }

  async #share(): Promise<void> {
    const { lines } = this.#playground;
    if (lines.length === 0) return this.#say(EMPTY);
    try {
      const { encodeLink } = await import('./sessionLink');
      const link = `${location.href.split('#', 1)[0]}${MARK}${encodeLink(this.#playground)}`;
      const field = make('input', { id: 'link', readonly: true, value: link, 'aria-label': 'Link to this session' });
      byId('share', HTMLElement).replaceChildren(field);
      field.focus();
      field.select();
      await copy(link);
      this.#say('The link to this session is copied.');
    } catch (error) {
      this.#say(error instanceof Error ? error.message : 'Copy the link from its field.');
    }
  }

  #download(): void {
    const { lines } = this.#playground;
    if (lines.length === 0) return this.#say(EMPTY);
    offerFile('playground.session', new TextEncoder().encode(sessionText(this.#playground)));
  }

  /** One file if one machine was on a cable, else all of them in one archive. */
  async #downloadPackets(): Promise<void> {
    const { client, isRunning } = this.#playground;
    if (client === undefined || isRunning) return;
    try {
      const { zipSync } = await import('fflate');
      const { files, isCut } = await client.ask('pcap', {});
      offerFile('playground-pcapng.zip', zipSync(Object.fromEntries(files.map(({ name, bytes }) => [name, bytes]))));
      if (isCut) this.#say('The files have the first 100,000 frames; what came later was not written down.');
    } catch (error) {
      this.#say(error instanceof Error ? error.message : String(error));
    }
  }
}

/** Takes the session out of the page's address, so that a reload does not ask again. */
function forgetHash(): void {
  try {
    history.replaceState(null, '', location.pathname + location.search);
  } catch {
    // Pages that were opened as files may not have their address changed so.
    location.hash = '';
  }
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    throw new Error('Copy the link from its field.');
  }
}

function offerFile(name: string, bytes: Uint8Array): void {
  const url = URL.createObjectURL(new Blob([Uint8Array.from(bytes)], { type: 'application/octet-stream' }));
  make('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
