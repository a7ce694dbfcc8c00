/** Steps through a request: one place in its list of steps, shown in the map, in the ladder, in the table and in one sentence. */
import { itemAt } from '../../../view/itemAt';
import type { StepsData } from '../../../view/steps/data';
import { type RequestStep, stepSentence, stepsOf } from '../../../view/steps/steps';
import { button, element } from '../../book/button';
import { keepPainted } from '../paint';
import { showState } from './state';
import { LadderView, MapView } from './views';
import { Walk } from './walk';

/** What a widget puts into the page. */
export interface RequestPart {
  readonly root: HTMLElement;
  /** Lets go of it. */
  remove(): void;
}

/** The steps of a request, or a sentence where there are none. */
export function stepper(data: StepsData): RequestPart {
  if (data.record.packets.length > 0) return new Stepper(data);
  const sentence = element('p', '', 'No packet of this request came to the host.');
  return { root: element('section', 'chainwalk-steps', element('p', 'title', data.title), sentence), remove: () => {} };
}

/** ms that a step is shown for while all are played. */
const PACE = 1100;

/** A request in the page, of at least one packet. */
class Stepper implements RequestPart {
  readonly root: HTMLElement;
  readonly #data: StepsData;
  readonly #steps: readonly RequestStep[];
  readonly #byPacket: readonly (readonly RequestStep[])[];
  readonly #map: MapView;
  readonly #ladder: LadderView | undefined;
  readonly #walk = new Walk((step) => this.#go(this.#steps.indexOf(step)));
  readonly #sentence = element('p', 'sentence');
  readonly #state = element('dl', 'state');
  readonly #play = button('play', 'Play', () => this.#toggle());
  readonly #choice = element('select', '');
  readonly #previous = button('', 'Previous', () => this.#go(this.#at - 1));
  readonly #next = button('', 'Next', () => this.#go(this.#at + 1));
  readonly #stopPainting: () => void;
  #at = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(data: StepsData) {
    this.#data = data;
    this.#steps = stepsOf(data.record);
    this.#byPacket = data.record.packets.map((_, packet) => this.#steps.filter((step) => step.packet === packet));
    this.#map = new MapView(data.map);
    this.#ladder = data.ladder && new LadderView(data.ladder);
    this.root = element('section', 'chainwalk-steps');
    this.root.tabIndex = 0;
    this.root.setAttribute(
      'aria-label',
      `Step through: ${data.title}. Arrow keys: left and right a step, up and down a packet.`,
    );
    // JupyterLab takes keys before they come here, unless it is told not to.
    this.root.dataset.lmSuppressShortcuts = 'true';
    this.root.addEventListener('keydown', (event) => this.#press(event));
    this.#sentence.setAttribute('role', 'status');
    this.#fillChoice();
    this.root.append(
      element('p', 'title', data.title),
      element('div', 'bar', this.#previous, this.#play, this.#next, element('label', '', 'Packet ', this.#choice)),
      this.#sentence,
      this.#state,
      element(
        'div',
        'views',
        ...[this.#map, this.#ladder].flatMap((view) => (view ? [view.root] : [])),
        this.#walk.root,
      ),
      element('p', 'hint', hintOf(data)),
    );
    this.#stopPainting = keepPainted(this.root, () => {
      this.#map.paint();
      this.#ladder?.paint();
      this.#show();
    });
    this.#show();
  }

  /** Lets go of it. */
  remove(): void {
    clearInterval(this.#timer);
    this.#stopPainting();
  }

  #fillChoice(): void {
    const { packets } = this.#data.record;
    for (const [index, { words }] of packets.entries()) {
      const option = element('option', '', `${index + 1}: ${words}`);
      option.value = String(index);
      this.#choice.append(option);
    }
    this.#choice.addEventListener('change', () => this.#goToPacket(Number(this.#choice.value)));
  }

  #press(event: KeyboardEvent): void {
    const { target, key } = event;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    // Choices and buttons have keys of their own.
    const hasOwnKeys = target instanceof HTMLSelectElement || (key === ' ' && target instanceof HTMLButtonElement);
    const act = hasOwnKeys ? undefined : this.#actOf(key);
    if (act !== undefined) {
      event.preventDefault();
      act();
    }
    if (act !== undefined || hasOwnKeys) event.stopPropagation();
  }

  #actOf(key: string): (() => void) | undefined {
    const { packet } = this.#step;
    switch (key) {
      case 'ArrowRight':
        return () => this.#go(this.#at + 1);
      case 'ArrowLeft':
        return () => this.#go(this.#at - 1);
      case 'ArrowDown':
        return () => this.#goToPacket(packet + 1);
      case 'ArrowUp':
        return () => this.#goToPacket(packet - 1);
      case 'Home':
        return () => this.#go(0);
      case 'End':
        return () => this.#go(this.#steps.length - 1);
      case ' ':
        return () => this.#toggle();
      default:
        return undefined;
    }
  }

  get #step(): RequestStep {
    return itemAt(this.#steps, this.#at);
  }

  #goToPacket(packet: number): void {
    const first = this.#byPacket[packet]?.[0];
    if (first !== undefined) this.#go(this.#steps.indexOf(first));
  }

  /** The reader goes to a step: what plays stops. */
  #go(at: number): void {
    this.#stop();
    this.#moveTo(at);
  }

  #moveTo(at: number): void {
    this.#at = Math.max(0, Math.min(this.#steps.length - 1, at));
    this.#show();
  }

  #toggle(): void {
    if (this.#timer !== undefined) return this.#stop();
    if (this.#at >= this.#steps.length - 1) this.#moveTo(0);
    this.#play.textContent = 'Pause';
    this.#timer = setInterval(() => {
      this.#moveTo(this.#at + 1);
      if (this.#at >= this.#steps.length - 1) this.#stop();
    }, PACE);
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#play.textContent = 'Play';
  }

  #show(): void {
    const step = this.#step;
    const { record, places } = this.#data;
    // A button that is disabled loses the focus, and the reader the place.
    this.#previous.setAttribute('aria-disabled', String(this.#at === 0));
    this.#next.setAttribute('aria-disabled', String(this.#at === this.#steps.length - 1));
    this.#choice.value = String(step.packet);
    this.#sentence.textContent = `${stepSentence(step, record)}.`;
    const [path, row] = itemAt(places, step.packet);
    showState(this.#state, step, itemAt(record.packets, step.packet));
    this.#map.show(step, path);
    this.#ladder?.show(row);
    this.#walk.show(step, itemAt(this.#byPacket, step.packet), record);
  }
}

function hintOf({ leftOut, record }: StepsData): string {
  const keys = 'Keys: ← → a step, ↑ ↓ a packet, space plays, Home and End.';
  return leftOut === 0
    ? keys
    : `${keys} These are the first ${record.packets.length} packets; ${leftOut.toLocaleString('en')} more followed.`;
}
