/** The box that searches the book: `/` leads to it, arrows to what was found, Enter goes there, Escape leaves. */
import { announce } from './announce';
import { element } from './button';
import { excerptOf } from './excerpt';
import { findPlaces, type Hit } from './searchIndex';

/** Places that are shown at most. */
const MOST = 20;
const KINDS: Readonly<Record<Hit['kind'], string>> = { text: '', code: 'code', picture: 'picture', term: 'term' };

const BEHIND = 'Behind a prediction that you have not answered yet.';

/** The box; `root` is to be put into the page. */
export class SearchBox {
  readonly root: HTMLElement;
  readonly #input = element('input', '');
  readonly #panel = element('div', 'hits');
  #asked = 0;
  /** The links for what is typed, once they are there. */
  #ready: Promise<void> = Promise.resolve();

  constructor() {
    this.#input.type = 'search';
    this.#input.placeholder = 'Search ( / )';
    this.#input.autocomplete = 'off';
    this.#input.spellcheck = false;
    this.#input.setAttribute('aria-label', 'Search the book');
    this.#panel.hidden = true;
    this.root = element('div', 'search tool', this.#input, this.#panel);
    this.root.setAttribute('role', 'search');
    this.#input.addEventListener('input', () => this.#ask());
    this.#input.addEventListener('focus', () => this.#open(this.#panel.childElementCount > 0));
    this.root.addEventListener('keydown', (event) => this.#onKey(event));
    this.#panel.addEventListener('click', ({ target }) => {
      if (target instanceof Element && target.closest('a') !== null) this.#open(false);
    });
    document.addEventListener('keydown', (event) => this.#onSlash(event));
    for (const leaving of ['pointerdown', 'focusin'])
      document.addEventListener(leaving, ({ target }) => {
        if (target instanceof Node && !this.root.contains(target)) this.#open(false);
      });
  }

  get #links(): readonly HTMLAnchorElement[] {
    return [...this.#panel.querySelectorAll('a')];
  }

  #ask(): void {
    const query = this.#input.value.trim();
    const asked = ++this.#asked;
    if (query === '') {
      this.#panel.replaceChildren();
      this.#open(false);
      return;
    }
    this.#ready = findPlaces(query).then(
      (hits) => {
        if (asked === this.#asked) this.#show(hits);
      },
      (error: unknown) => {
        if (asked === this.#asked) this.#say(error instanceof Error ? error.message : String(error));
      },
    );
  }

  #show(hits: readonly Hit[]): void {
    if (hits.length === 0) return this.#say('Nothing is found.');
    const count = hits.length === 1 ? '1 place is found.' : `${hits.length} places are found.`;
    const list = element('ul', '', ...hits.slice(0, MOST).map((hit) => element('li', '', linkTo(hit))));
    const said = element('p', '', hits.length > MOST ? `${count} These are the best ${MOST}.` : count);
    this.#panel.replaceChildren(said, list);
    this.#open(true);
    announce(said.textContent ?? '');
  }

  #say(sentence: string): void {
    this.#panel.replaceChildren(element('p', '', sentence));
    this.#open(true);
    announce(sentence);
  }

  #open(isOpen: boolean): void {
    this.#panel.hidden = !isOpen;
    // Beside the text the box scrolls with the contents, and what is found needs more room than these have.
    const { left, bottom } = this.#input.getBoundingClientRect();
    this.#panel.style.setProperty('--left', `${left}px`);
    this.#panel.style.setProperty('--top', `${bottom}px`);
  }

  #onSlash(event: KeyboardEvent): void {
    const { target, key, ctrlKey, metaKey, altKey } = event;
    if (key !== '/' || ctrlKey || metaKey || altKey || event.defaultPrevented) return;
    if (target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select')))
      return;
    event.preventDefault();
    this.#input.focus();
    this.#input.select();
  }

  #onKey(event: KeyboardEvent): void {
    const links = this.#links;
    const at = links.findIndex((link) => link.matches(':focus'));
    switch (event.key) {
      case 'ArrowDown':
        (links[at + 1] ?? links[at])?.focus();
        break;
      case 'ArrowUp':
        (links[at - 1] ?? this.#input).focus();
        break;
      case 'Enter':
        if (at >= 0) return;
        void this.#ready.then(() => this.#links[0]?.click());
        break;
      case 'Escape':
        if (at < 0 && this.#panel.hidden) this.#input.value = '';
        this.#input.focus();
        this.#open(false);
        break;
      default:
        return;
    }
    event.preventDefault();
  }
}

function linkTo({ href, kind, page, section, title, text, words, isCovered }: Hit): HTMLAnchorElement {
  const within = section === '' || section === page ? [] : [' · ', ...marked(section, words)];
  const where = element('span', 'where', ...marked(page, words), ...within);
  if (KINDS[kind] !== '') where.append(' ', element('span', 'kind', KINDS[kind]));
  const named = title === '' || title === section ? [] : [element('strong', '', ...marked(title, words)), ' '];
  const link = element(
    'a',
    '',
    where,
    element('span', 'words', ...named, ...(isCovered ? [BEHIND] : marked(text === '' ? title : text, words))),
  );
  link.href = href;
  return link;
}

function marked(text: string, words: readonly string[]): readonly (string | Node)[] {
  return excerptOf(text, words).map((piece) => (piece.isFound ? element('mark', '', piece.text) : piece.text));
}
