/** A host of the reader's own: files that it printed, a question, and the answer. Nothing of it leaves the page. */
import { byId, make, picture } from './dom';
import type { Playground } from './playground';
import type { Answers, HostQuestion } from './protocol';
import { currentTheme } from './theme';

const PROTOCOLS = ['tcp', 'udp', 'icmp'] as const;
/** Bytes of all files together. */
const LARGEST_DUMPS = 20_000_000;

export class HostForm {
  readonly #playground: Playground;
  readonly #answer = byId('host-answer', HTMLDivElement);
  #dumps: HostQuestion['dumps'] = [];

  constructor(playground: Playground) {
    this.#playground = playground;
    const files = byId('host-files', HTMLInputElement);
    files.addEventListener('change', () => void this.take([...(files.files ?? [])]));
    byId('host-form', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#ask();
    });
  }

  /** Takes files in the place of those before. */
  async take(files: readonly File[]): Promise<void> {
    const size = files.reduce((sum, file) => sum + file.size, 0);
    if (size > LARGEST_DUMPS)
      return this.#say('These files are larger than 20 MB: the command chainwalk why reads more.');
    this.#dumps = await Promise.all(files.map(async (file) => ({ name: file.name, text: await file.text() })));
    this.#say(`${files.map(({ name }) => name).join(', ')}: ask what happens to a packet.`);
  }

  async #ask(): Promise<void> {
    const { client, isRunning } = this.#playground;
    const pasted = byId('host-pasted', HTMLTextAreaElement).value;
    const dumps = pasted.trim() === '' ? this.#dumps : [...this.#dumps, { name: 'pasted', text: pasted }];
    if (dumps.length === 0)
      return this.#say('There is nothing to read yet: choose files, or paste what the host printed.');
    if (client === undefined || isRunning) return this.#say('A command runs in the terminal: ask when it is done.');
    const [from, to] = [byId('host-from', HTMLInputElement).value, byId('host-to', HTMLInputElement).value];
    const chosen = byId('host-protocol', HTMLSelectElement).value;
    const protocol = PROTOCOLS.find((one) => one === chosen) ?? 'tcp';
    this.#say('The machines of this host are being built …');
    try {
      const question = { from: from.trim(), to: to.trim(), protocol };
      this.#show(await client.ask('why', { asked: { dumps, question }, theme: currentTheme() }));
    } catch (error) {
      this.#say(error instanceof Error ? error.message : String(error));
    }
  }

  #show({ text, path, unread }: Answers['why']): void {
    const more = unread.count > unread.items.length ? [`… and ${unread.count - unread.items.length} more`] : [];
    const lines = unread.count === 0 ? [] : ['', 'Not understood:', ...unread.items, ...more];
    this.#answer.replaceChildren(
      make('pre', { tabindex: 0, 'aria-label': 'Answer' }, [text.trimEnd(), ...lines].join('\n')),
      ...(path?.parts.map(({ svg }) => picture(svg)) ?? []),
    );
  }

  #say(sentence: string): void {
    this.#answer.replaceChildren(make('p', {}, sentence));
  }
}
