/** The machines as a drawing on whose cables packets move, with the same in words. */
import { button, byId, make, picture } from './dom';
import { Player } from './player';
import type { Cut, Move, Picture, SceneCable } from './protocol';

const SVG = 'http://www.w3.org/2000/svg';
const calm = matchMedia('(prefers-reduced-motion: reduce)');

interface Drawn {
  readonly overlay: SVGSVGElement;
  readonly places: Picture['places'];
  readonly paths: ReadonlyMap<string, { readonly path: SVGPathElement; readonly isBackward: boolean }>;
}

export class MachinesMap {
  readonly #player = new Player();
  readonly #frame = byId('scene', HTMLDivElement);
  readonly #list = byId('moves', HTMLOListElement);
  readonly #where = byId('move-now', HTMLParagraphElement);
  readonly #play: HTMLButtonElement;
  readonly #steps: readonly HTMLButtonElement[];
  #moves: readonly Move[] = [];
  #drawn: Drawn | undefined;
  #last: number | undefined;
  #shown = -1;

  constructor() {
    const controls = byId('player', HTMLDivElement);
    this.#play = button('Play', () => this.#toggle());
    this.#steps = ([-1, 1] as const).map((by) =>
      button(by === 1 ? 'Step' : 'Back', () => {
        this.#player.step(by);
        this.#update();
        this.#say();
      }),
    );
    const speed = make(
      'select',
      { id: 'speed' },
      ...[0.25, 0.5, 1, 2, 4].map((value) => make('option', { value, selected: value === 1 }, `${value} ×`)),
    );
    speed.addEventListener('change', () => {
      this.#player.speed = Number(speed.value);
    });
    controls.append(
      ...this.#steps.slice(0, 1),
      this.#play,
      ...this.#steps.slice(1),
      make('label', {}, 'Speed ', speed),
    );
    this.#list.addEventListener('click', ({ target }) => this.#choose(target));
    calm.addEventListener('change', () => this.#controls());
    this.#controls();
  }

  /** How wide a drawing should be, px. */
  get width(): number {
    return Math.min(900, this.#frame.clientWidth - 2);
  }

  /** Shows the machines. */
  draw(scene: Picture): void {
    const [part] = scene.parts;
    if (part === undefined) return;
    const overlay = svgElement('svg', {
      viewBox: `0 0 ${part.width} ${part.height}`,
      'aria-hidden': 'true',
      class: 'overlay',
    });
    const frame = picture(part.svg);
    frame.style.width = `${part.width}px`;
    frame.append(overlay);
    const note =
      scene.leftOut > 0
        ? [make('p', { class: 'note' }, `${scene.leftOut.toLocaleString('en')} more containers are not drawn.`)]
        : [];
    this.#frame.replaceChildren(frame, ...note);
    byId('scene-words', HTMLPreElement).textContent = scene.text;
    this.#drawn = { overlay, paths: pathsOf(scene.cables), places: scene.places };
    this.#update();
  }

  /** Takes what the line `line` sent, if there was one; it is played unless the reader wants no motion. */
  load({ items, count }: Cut<Move>, line: string | undefined): void {
    this.#moves = items;
    this.#player.load(items.length);
    const note = count > items.length ? `, the first ${items.length} are here` : '';
    byId('moves-title', HTMLElement).textContent =
      line === undefined ? 'No moves yet' : `${count.toLocaleString('en')} moves of ${line}${note}`;
    this.#list.replaceChildren(
      ...items.map((move, index) =>
        make(
          'li',
          {},
          button(moveText(move), () => {}, { 'data-move': index }),
        ),
      ),
    );
    this.#shown = -1;
    this.#where.textContent = '';
    this.#controls();
    if (!calm.matches) this.#start();
    else this.#update();
  }

  #choose(target: EventTarget | null): void {
    const index = target instanceof HTMLElement ? target.dataset.move : undefined;
    if (index === undefined) return;
    this.#player.show(Number(index));
    this.#update();
    this.#say();
  }

  #toggle(): void {
    if (!this.#player.isPlaying) return this.#start();
    this.#player.pause();
    this.#update();
    this.#say();
  }

  #start(): void {
    this.#player.play();
    this.#last = undefined;
    requestAnimationFrame((now) => this.#tick(now));
    this.#controls();
  }

  #tick(now: number): void {
    const elapsed = this.#last === undefined ? 0 : Math.min(100, now - this.#last);
    this.#last = now;
    this.#update(elapsed);
    if (this.#player.isPlaying) requestAnimationFrame((next) => this.#tick(next));
    else this.#controls();
  }

  #controls(): void {
    const isEmpty = this.#moves.length === 0;
    this.#play.textContent = this.#player.isPlaying ? 'Pause' : 'Play';
    this.#play.hidden = calm.matches;
    for (const one of [this.#play, ...this.#steps]) one.disabled = isEmpty;
  }

  /** The move that is shown, for those who do not see it. */
  #say(): void {
    const move = this.#moves[this.#player.index];
    if (move !== undefined)
      this.#where.textContent = `${this.#player.index + 1} of ${this.#moves.length}: ${moveText(move)}`;
    this.#controls();
  }

  #update(elapsed = 0): void {
    const drawn = this.#drawn;
    if (drawn === undefined) return;
    const isStill = !this.#player.isPlaying;
    const moving = this.#player.tick(elapsed);
    // Before the first step nothing is on its way.
    const shown =
      isStill && this.#shown < 0 && this.#player.index === 0 && this.#where.textContent === '' ? [] : moving;
    drawn.overlay.replaceChildren(
      ...shown.flatMap(({ index, share }) => {
        const move = this.#moves[index];
        return move === undefined ? [] : drawMove(move, share, drawn, isStill);
      }),
    );
    this.#mark(shown.at(-1)?.index ?? -1);
  }

  /** Marks the line of the list that is shown. */
  #mark(index: number): void {
    if (index === this.#shown) return;
    this.#list.children[this.#shown]?.removeAttribute('aria-current');
    const line = this.#list.children[index];
    line?.setAttribute('aria-current', 'step');
    if (line instanceof HTMLElement && this.#list.clientHeight > 0)
      this.#list.scrollTop = line.offsetTop - this.#list.offsetTop - this.#list.clientHeight / 2;
    this.#shown = index;
  }
}

/** `08:00:01.000123 SYN 60: client eth0 → host ens33, 192.168.70.1:40000 to 192.168.70.6:8001` */
function moveText({ clock, words, from, to, source, destination, note }: Move): string {
  if (to === undefined) return `${clock} ${words} dropped at ${from}: ${note}, ${source} to ${destination}`;
  return `${clock} ${words}: ${from} → ${to}, ${source} to ${destination}${note === '' ? '' : `, ${note}`}`;
}

function pathsOf(cables: readonly SceneCable[]): Drawn['paths'] {
  const paths = new Map<string, { path: SVGPathElement; isBackward: boolean }>();
  for (const { ends, path: d } of cables) {
    const path = svgElement('path', { d });
    paths.set(ends.join(' > '), { path, isBackward: false });
    paths.set([...ends].reverse().join(' > '), { path, isBackward: true });
  }
  return paths;
}

function drawMove(move: Move, share: number, drawn: Drawn, isStill: boolean): readonly SVGElement[] {
  if (move.to === undefined) return drawDrop(move, drawn);
  const found = drawn.paths.get(`${move.from} > ${move.to}`) ?? pathInside(move.from, move.to, drawn);
  if (found === undefined) return [];
  const { path, isBackward } = found;
  const length = path.getTotalLength();
  const { x, y } = path.getPointAtLength(length * (isBackward ? 1 - share : share));
  const dot = svgElement('circle', { cx: x, cy: y, r: move.kind === 'arp' ? 4 : 6, class: `packet ${move.kind}` });
  if (!isStill) return [dot];
  const lit = svgElement('path', { d: path.getAttribute('d') ?? '', class: `lit ${move.kind}` });
  const words = svgElement('text', { x, y: y - 12, class: 'packet-words' });
  words.textContent = move.words;
  return [lit, dot, words];
}

/** Through a box, from one of its interfaces to another. */
function pathInside(from: string, to: string, { places }: Drawn) {
  const [begin, end] = [places[from], places[to]];
  if (begin === undefined || end === undefined) return undefined;
  return { path: svgElement('path', { d: `M${begin.x} ${begin.y}L${end.x} ${end.y}` }), isBackward: false };
}

/** A cross where the packet came in. */
function drawDrop({ from }: Move, { places }: Drawn): readonly SVGElement[] {
  const place = places[from];
  if (place === undefined) return [];
  return [svgElement('path', { d: `M${place.x - 8} ${place.y - 8}l16 16m0 -16l-16 16`, class: 'cross' })];
}

function svgElement<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string | number>>,
): SVGElementTagNameMap[Name] {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}
