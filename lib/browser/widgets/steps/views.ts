/** The pictures of a request, with where its packet is. */
import type { SizedPicture, StepsData } from '../../../view/steps/data';
import type { RequestStep } from '../../../view/steps/steps';
import { PictureFrame } from './frame';

/** The map, with the packet on its path. */
export class MapView {
  readonly #frame: PictureFrame;
  readonly #paths: StepsData['map']['paths'];
  readonly #track: SVGPathElement;
  readonly #packet: SVGGElement;

  constructor({ paths, ...picture }: StepsData['map']) {
    this.#paths = paths;
    this.#frame = new PictureFrame('map', picture, 'Map of the hooks, with the packet on its path');
    this.#track = this.#frame.add('path', { class: 'track' });
    this.#packet = this.#frame.add('g', { class: 'packet' });
    const ring = this.#frame.add('circle', { r: 13, class: 'ring' });
    this.#packet.append(ring, this.#frame.add('circle', { r: 6.5, class: 'dot' }));
  }

  get root(): HTMLElement {
    return this.#frame.root;
  }

  paint(): void {
    this.#frame.paint();
  }

  show({ event }: RequestStep, path: number): void {
    const places = this.#paths[path];
    this.#track.toggleAttribute('hidden', places === undefined);
    this.#packet.toggleAttribute('hidden', places === undefined);
    if (places === undefined) return;
    const { kind } = event;
    const station =
      kind === 'meets' ? `${event.hook} ${event.rule.table}` : kind === 'rewrites' ? `${event.hook} nat` : '';
    this.#track.setAttribute('d', places.path);
    // At its start it would hide the name of the device.
    const begin = this.#track.getPointAtLength(16);
    const point = kind === 'enters' ? begin : kind === 'ends' ? places.end : (places.stations[station] ?? begin);
    this.#packet.style.transform = `translate(${Number(point.x)}px, ${Number(point.y)}px)`;
    this.#packet.classList.toggle('rewritten', kind === 'rewrites');
    this.#packet.classList.toggle('dropped', kind === 'ends' && event.fate.kind === 'dropped');
    this.#frame.reveal(point.x, point.y);
  }
}

/** The ladder, with the packet's row marked. */
export class LadderView {
  readonly #frame: PictureFrame;
  readonly #band: SVGRectElement;
  readonly #middle: number;

  constructor(picture: SizedPicture) {
    this.#middle = picture.width / 2;
    this.#frame = new PictureFrame('ladder', picture, 'Ladder of all packets, with the row of this one marked');
    this.#band = this.#frame.add('rect', { class: 'band', x: 3, width: picture.width - 6, height: 26, rx: 5 });
  }

  get root(): HTMLElement {
    return this.#frame.root;
  }

  paint(): void {
    this.#frame.paint();
  }

  show(row: number): void {
    this.#band.toggleAttribute('hidden', row < 0);
    if (row < 0) return;
    this.#band.setAttribute('y', String(row - 16));
    this.#frame.reveal(this.#middle, row);
  }
}
