/**
 * What a term means, beside it: while the pointer or the keyboard is on it, or after a tap. Escape closes it. Without scripts a term is
 * a link to the glossary, and it still is one for whoever opens it in another tab.
 */
import { announce } from './announce';
import { element } from './button';

/** Milliseconds of pointing before a note comes, and of pointing elsewhere before it goes. */
const COMES_AFTER = 250;
const GOES_AFTER = 300;
/** Pixels between a note and the window's edge. */
const EDGE = 8;

interface TermText {
  readonly name: string;
  readonly text: string;
}

/** Makes the links of terms in the page open notes. */
export function showTermNotes(): void {
  const texts = JSON.parse(document.getElementById('terms')?.textContent ?? '{}') as Readonly<Record<string, TermText>>;
  const notes = new TermNotes(texts);
  for (const term of document.querySelectorAll<HTMLAnchorElement>('a.term')) notes.adopt(term);
}

class TermNotes {
  readonly #texts: Readonly<Record<string, TermText>>;
  readonly #note = element('span', 'term-note tool');
  #term: HTMLAnchorElement | undefined;
  /** It was asked for, and not only pointed at: asked again, it goes. */
  #isPressed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(texts: Readonly<Record<string, TermText>>) {
    this.#texts = texts;
    this.#note.setAttribute('role', 'note');
    this.#note.id = 'term:note';
    this.#note.addEventListener('pointerenter', () => clearTimeout(this.#timer));
    this.#note.addEventListener('pointerleave', () => this.#goSoon());
    document.addEventListener('keydown', ({ key }) => {
      if (key === 'Escape') this.#close();
    });
    for (const leaving of ['pointerdown', 'focusin'])
      document.addEventListener(leaving, ({ target }) => {
        if (target instanceof Node && !this.#note.contains(target) && !this.#term?.contains(target)) this.#close();
      });
  }

  adopt(term: HTMLAnchorElement): void {
    term.setAttribute('role', 'button');
    term.setAttribute('aria-expanded', 'false');
    term.addEventListener('pointerenter', ({ pointerType }) => {
      if (pointerType !== 'mouse') return;
      clearTimeout(this.#timer);
      if (this.#term !== term) this.#timer = setTimeout(() => this.#open(term), COMES_AFTER);
    });
    term.addEventListener('pointerleave', () => this.#goSoon());
    term.addEventListener('focus', () => {
      if (term.matches(':focus-visible')) this.#open(term);
    });
    term.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.#press(term);
    });
    term.addEventListener('keydown', (event) => {
      if (event.key !== ' ') return;
      event.preventDefault();
      this.#press(term);
    });
  }

  #press(term: HTMLAnchorElement): void {
    clearTimeout(this.#timer);
    const isAgain = this.#isPressed && this.#term === term;
    if (isAgain) return this.#close();
    this.#open(term);
    this.#isPressed = true;
    const { name, text } = this.#textOf(term);
    announce(`${name}: ${text}`);
  }

  #goSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (document.activeElement !== this.#term && !this.#note.contains(document.activeElement)) this.#close();
    }, GOES_AFTER);
  }

  #textOf(term: HTMLAnchorElement): TermText {
    return this.#texts[decodeURIComponent(term.hash.slice(1))] ?? { name: term.textContent ?? '', text: '' };
  }

  #open(term: HTMLAnchorElement): void {
    if (this.#term === term) return;
    this.#close();
    const { name, text } = this.#textOf(term);
    const link = element('a', '', 'In the glossary');
    link.href = term.href;
    this.#note.replaceChildren(element('strong', '', name), ` ${text} `, link);
    // Behind the term, so that the keyboard comes from one to the other.
    term.after(this.#note);
    term.setAttribute('aria-expanded', 'true');
    this.#term = term;
    this.#placeAt(term);
  }

  /** Below the term, else above it; within the window. */
  #placeAt(term: HTMLAnchorElement): void {
    const { left, top, bottom } = term.getClientRects()[0] ?? term.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height, style } = this.#note;
    const right = document.documentElement.clientWidth - width - EDGE;
    const isBelow = bottom + height + EDGE < innerHeight || top < height + EDGE;
    style.left = `${Math.max(EDGE, Math.min(left, right)) + scrollX}px`;
    style.top = `${(isBelow ? bottom + 4 : top - height - 4) + scrollY}px`;
  }

  #close(): void {
    clearTimeout(this.#timer);
    if (this.#term === undefined) return;
    if (this.#note.contains(document.activeElement)) this.#term.focus();
    this.#term.setAttribute('aria-expanded', 'false');
    this.#term = undefined;
    this.#isPressed = false;
    this.#note.remove();
  }
}
