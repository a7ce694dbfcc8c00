/** Edits that outlast a visit, or come with a link. What was made elsewhere, or in another version, is shown when the reader asks for it. */
import { element } from './button';
import { EditStore } from './editStore';
import { countCells, type EditRecord, type Edits, knownEdits, LINK_MARK } from './edits';
import type { LivePage } from './livePage';

/** Keeps and shares the edits of `page`, of the notebook `name`. */
export class KeptEdits {
  readonly #page: LivePage;
  readonly #store: EditStore;
  #hasComplained = false;

  constructor(page: LivePage, name: string) {
    this.#page = page;
    this.#store = new EditStore(name);
  }

  /** Shows what is kept of an earlier visit, and offers what a link carries. */
  async open(): Promise<void> {
    const { toolbar, version } = this.#page;
    const kept = this.#store.read();
    const edits = this.#known(kept);
    if (edits.size > 0 && kept?.version === version) {
      this.#page.apply(edits);
      toolbar.say(`${countCells(edits.size)} with your edits.`);
    } else if (edits.size > 0) this.#putAside(edits);
    const aside = this.#known(this.#store.readAside());
    if (aside.size > 0) this.#offerAside(aside);
    addEventListener('hashchange', () => void this.#openLink());
    await this.#openLink();
  }

  /** Keeps the edits as they are. */
  keep(): void {
    const record = this.#record();
    if (this.#store.write(record) || this.#hasComplained) return;
    this.#hasComplained = true;
    const sentence =
      'This browser does not keep your edits: its storage is full or forbidden. Download the notebook to keep them.';
    this.#page.toolbar.notice('storage', sentence, [{ text: 'All right', act: () => {} }], false);
  }

  /** Shows a link that carries the edits, and copies it. */
  async share(): Promise<void> {
    const { toolbar } = this.#page;
    const record = this.#record();
    const close = { text: 'Close', act: () => {} };
    if (record.edits.size === 0)
      return toolbar.notice('share', 'There are no edits to share: send the address of this page.', [close], true);
    try {
      const { hashOf } = await import('./shareLink');
      const link = new URL(hashOf(record), location.href).href;
      const field = element('input', 'link');
      field.readOnly = true;
      field.value = link;
      field.setAttribute('aria-label', 'Link with your edits');
      field.addEventListener('focus', () => field.select());
      const isCopied = await navigator.clipboard.writeText(link).then(
        () => true,
        () => false,
      );
      const what = `${isCopied ? 'A' : 'This is a'} link with your edits of ${countCells(record.edits.size)}`;
      const text = `${what}${isCopied ? ' is copied' : ''}: whoever opens it is asked before anything changes.`;
      toolbar.notice('share', text, [close], true, field);
      if (!isCopied) field.focus();
    } catch (error) {
      const text = error instanceof Error && 'code' in error ? error.message : 'The link cannot be made.';
      toolbar.notice('share', text, [close], true);
    }
  }

  async #openLink(): Promise<void> {
    if (!location.hash.startsWith(LINK_MARK)) return;
    const { hash } = location;
    const { toolbar, version } = this.#page;
    try {
      const { editsIn } = await import('./shareLink');
      const record = editsIn(hash);
      const edits = this.#known(record);
      if (edits.size === 0) {
        this.#dropLink();
        toolbar.notice('link', 'This link carries no edits of this page.', [{ text: 'Close', act: () => {} }], false);
        return;
      }
      const older = record.version === version ? '' : ' They were made in another version of this page.';
      const mine = this.#page.edits.size > 0 ? ' Your own are put aside then.' : '';
      toolbar.notice(
        'link',
        `This link carries somebody's edits of ${countCells(edits.size)}; they run when you run them.${older}${mine}`,
        [
          { text: 'Show them', act: () => this.#showLink(edits) },
          { text: 'Ignore', act: () => this.#dropLink() },
        ],
        false,
      );
    } catch (error) {
      this.#dropLink();
      const isOurs = error instanceof Error && 'code' in error;
      const text = isOurs ? error.message : 'The edits in this link cannot be read: is the network there?';
      toolbar.notice('link', text, [{ text: 'Close', act: () => {} }], false);
    }
  }

  #showLink(edits: Edits): void {
    const own = this.#page.edits;
    this.#dropLink();
    this.#putAside(own);
    if (own.size > 0) this.#offerAside(own);
    this.#show(edits);
  }

  /** Keeps `edits` beside those that take their place. */
  #putAside(edits: Edits): void {
    const { version } = this.#page;
    const earlier = this.#known(this.#store.readAside());
    this.#store.writeAside({ version, edits: new Map([...earlier, ...edits]) });
  }

  #offerAside(edits: Edits): void {
    const { version } = this.#page;
    const bringBack = () => {
      const replaced = this.#page.edits;
      this.#store.writeAside({ version, edits: replaced });
      this.#show(edits);
    };
    const drop = () => {
      this.#store.writeAside({ version, edits: new Map() });
    };
    this.#page.toolbar.notice(
      'aside',
      `Earlier edits of yours, of ${countCells(edits.size)}, are put aside.`,
      [
        { text: 'Bring them back', act: bringBack },
        { text: 'Drop them', act: drop },
      ],
      false,
    );
  }

  #show(edits: Edits): void {
    this.#page.apply(edits);
    this.keep();
    this.#page.toolbar.say(`${countCells(edits.size)} with edits. Run all to see what they do.`);
  }

  #record(): EditRecord {
    return { version: this.#page.version, edits: this.#page.edits };
  }

  #known(record: EditRecord | undefined): Edits {
    return record === undefined ? new Map() : knownEdits(record.edits, this.#page.ids, this.#page.originals);
  }

  /** The address is the page's own again. */
  #dropLink(): void {
    history.replaceState(null, '', location.href.replace(/#.*$/s, ''));
  }
}
