/** The bar above the text: buttons for the whole page, how far a run is, and questions to the reader. */
import { button, element } from './button';

/** What the buttons do. */
export interface ToolbarHooks {
  readonly onInterest: () => void;
  readonly onRunAll: () => void;
  readonly onStop: () => void;
  readonly onReset: () => void;
  readonly onShare: () => void;
  readonly onDownload: () => void;
}

/** An answer to a question. */
export interface Answer {
  readonly text: string;
  readonly act: () => void;
}

/** Milliseconds between two sentences that a screen reader hears of a long run. */
const SPEECH_PAUSE = 3000;

/** The bar; `root` is to be put into the page. */
export class Toolbar {
  readonly root: HTMLElement;
  readonly #runAll: HTMLButtonElement;
  readonly #stop: HTMLButtonElement;
  readonly #status = element('span', 'status');
  readonly #spoken = element('span', 'spoken');
  readonly #notices = element('div', 'notices');
  #spokenAt = 0;

  constructor(hooks: ToolbarHooks) {
    this.#runAll = button('run-all', 'Run all', hooks.onRunAll);
    this.#stop = button('stop', 'Stop', hooks.onStop);
    this.#stop.hidden = true;
    const others = [
      button('reset', 'Reset', hooks.onReset),
      button('share', 'Share', hooks.onShare),
      button('download', 'Download', hooks.onDownload),
    ];
    this.#spoken.setAttribute('role', 'status');
    const buttons = element('div', 'row', this.#runAll, this.#stop, ...others, this.#status);
    this.root = element('section', 'live-bar tool', buttons, this.#spoken, this.#notices);
    this.root.setAttribute('aria-label', 'This page runs');
    for (const interest of ['pointerenter', 'focusin']) this.root.addEventListener(interest, hooks.onInterest);
  }

  /** A run has begun, or none is left. */
  setRunning(isRunning: boolean): void {
    const hadFocus = document.activeElement === (isRunning ? this.#runAll : this.#stop);
    this.#runAll.hidden = isRunning;
    this.#stop.hidden = !isRunning;
    if (hadFocus) (isRunning ? this.#stop : this.#runAll).focus();
    if (!isRunning) this.root.style.removeProperty('--done');
  }

  /** Cell `cell` of `count` runs. */
  showProgress(cell: number, count: number): void {
    this.root.style.setProperty('--done', String((cell - 1) / count));
    const text = `Cell ${cell} of ${count}`;
    this.#status.textContent = text;
    if (performance.now() - this.#spokenAt > SPEECH_PAUSE) this.#speak(text);
  }

  /** Says how things are, with a link if there is one. */
  say(text: string, link?: HTMLElement): void {
    this.#status.replaceChildren(text, ...(link === undefined ? [] : [' ', link]));
    this.#speak(link === undefined ? text : `${text} ${link.textContent ?? ''}`);
  }

  /**
   * Says or asks something that stays until it is answered; of one `topic` there is one such notice. With `isAsked` the reader has just
   * pressed a button for it, and goes on in its answers.
   */
  notice(topic: string, text: string, answers: readonly Answer[], isAsked: boolean, more?: HTMLElement): void {
    this.withdraw(topic);
    const words = element('p', '', text);
    const notice = element('div', 'notice', words, ...(more === undefined ? [] : [more]));
    notice.dataset.topic = topic;
    notice.setAttribute('role', 'group');
    notice.setAttribute('aria-label', text);
    for (const { text: label, act } of answers)
      notice.append(
        button('', label, () => {
          const hadFocus = notice.contains(document.activeElement);
          notice.remove();
          if (hadFocus) (this.#runAll.hidden ? this.#stop : this.#runAll).focus();
          act();
        }),
      );
    this.#notices.append(notice);
    this.#speak(text);
    if (isAsked) notice.querySelector('button')?.focus();
  }

  /** Takes the notice of `topic` away. */
  withdraw(topic: string): void {
    for (const notice of [...this.#notices.children])
      if (notice instanceof HTMLElement && notice.dataset.topic === topic) notice.remove();
  }

  #speak(text: string): void {
    this.#spokenAt = performance.now();
    this.#spoken.textContent = text;
  }
}
