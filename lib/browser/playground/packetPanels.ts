/** Path map and ladder of the last traffic, and the packet that is picked in them. */
import { button, byId, make, picture, tableOf } from './dom';
import type { Drawing, HostPacket, Picture, Traffic } from './protocol';

const STEP_COLUMNS = ['hook', 'table', 'chain', 'rule', 'verdict', 'in', 'out', 'source', 'destination'];
const NOTHING = 'Nothing was sent yet: type a command that sends packets, such as curl or ping.';

export class PacketPanels {
  readonly #draw: (drawing: Drawing) => Promise<Picture>;
  readonly #show: (panel: string) => void;
  readonly #path = byId('path', HTMLDivElement);
  readonly #ladder = byId('ladder', HTMLDivElement);
  readonly #choice = byId('packet', HTMLSelectElement);
  #traffic: Traffic | undefined;
  #packet: number | undefined;
  #panel = '';
  /** Panels whose picture is of an earlier command. */
  readonly #stale = new Set(['path-panel', 'ladder-panel']);

  /** `draw` draws a picture, `show` brings a panel to the front. */
  constructor(draw: (drawing: Drawing) => Promise<Picture>, show: (panel: string) => void) {
    this.#draw = draw;
    this.#show = show;
    this.#choice.addEventListener('change', () =>
      this.#pick(this.#choice.value === '' ? undefined : Number(this.#choice.value)),
    );
    this.update(undefined);
  }

  /** Takes what the last command sent. */
  update(traffic: Traffic | undefined): void {
    this.#traffic = traffic;
    this.#packet = undefined;
    const items = traffic?.packets.items ?? [];
    this.#choice.replaceChildren(
      make('option', { value: '' }, `all ${traffic?.packets.count ?? 0} packets`),
      ...items.map((packet, index) => make('option', { value: index }, `${index + 1}: ${packetText(packet)}`)),
    );
    this.#choice.disabled = items.length === 0;
    this.repaint();
  }

  /** Draws again what is in front, and the others when they come there. */
  repaint(): void {
    for (const panel of ['path-panel', 'ladder-panel']) this.#stale.add(panel);
    void this.#refresh();
  }

  /** This panel is in front now. */
  bringToFront(panel: string): void {
    this.#panel = panel;
    void this.#refresh();
  }

  #pick(packet: number | undefined): void {
    this.#packet = packet;
    this.#choice.value = packet === undefined ? '' : String(packet);
    this.#stale.add('path-panel');
    void this.#refresh();
  }

  async #refresh(): Promise<void> {
    const panel = this.#panel;
    if (!this.#stale.delete(panel)) return;
    const traffic = this.#traffic;
    const frame = panel === 'path-panel' ? this.#path : this.#ladder;
    if (traffic === undefined) {
      frame.replaceChildren(make('p', {}, NOTHING));
      return;
    }
    const packet = this.#packet;
    const drawn = await this.#draw(
      panel === 'path-panel' ? { of: 'path', ...(packet !== undefined && { packet }) } : { of: 'ladder' },
    );
    // Meanwhile another command, or another packet.
    if (traffic !== this.#traffic || packet !== this.#packet) return;
    if (panel === 'path-panel') this.#showPath(traffic, packet, drawn);
    else this.#showLadder(traffic, drawn);
  }

  #showPath(traffic: Traffic, packet: number | undefined, { parts, text }: Picture): void {
    const chosen = packet === undefined ? undefined : traffic.packets.items[packet];
    const steps = chosen === undefined ? [] : [stepsOf(chosen)];
    this.#path.replaceChildren(
      make('p', { class: 'note' }, titleOf(traffic)),
      ...parts.map(({ svg }) => picture(svg)),
      ...steps,
      inWords(text),
    );
  }

  #showLadder(traffic: Traffic, { parts, text, leftOut }: Picture): void {
    const pictures = parts.map(({ svg, height, rows }) => {
      const frame = picture(svg);
      frame.append(
        ...rows.map(({ y, label, packet }) => {
          const pick = button('', () => this.#follow(packet), {
            class: 'row',
            'aria-label': `Path of ${label}`,
            title: 'Show its path',
          });
          pick.style.top = `${(100 * (y - 14)) / height}%`;
          return pick;
        }),
      );
      return frame;
    });
    const rest = leftOut > 0 ? ` ${leftOut} more pictures are left out.` : '';
    this.#ladder.replaceChildren(
      make('p', { class: 'note' }, `${titleOf(traffic)} Choose a packet to see its path.${rest}`),
      ...pictures,
      inWords(text),
    );
  }

  /** A packet was picked in the ladder. */
  #follow(packet: number): void {
    this.#pick(packet);
    this.#show('path-panel');
    this.#choice.focus();
  }
}

function packetText({ words, source, destination, isDropped }: HostPacket): string {
  return `${words}, ${source} to ${destination}${isDropped ? ', dropped' : ''}`;
}

function titleOf({ line, packets }: Traffic): string {
  const shown = packets.count > packets.items.length ? `, the first ${packets.items.length} can be chosen` : '';
  return `${packets.count.toLocaleString('en')} packets passed the host’s netfilter during ${line}${shown}.`;
}

/** The steps of a packet as a table. */
function stepsOf({ steps, clock, way, fate }: HostPacket): HTMLElement {
  const rows = steps.map((step) => STEP_COLUMNS.map((column) => String(step[column] ?? '')));
  const title = make('p', {}, `${clock}, ${way}, ${fate}.`);
  if (steps.length === 0) return make('div', {}, title, make('p', { class: 'note' }, 'It met no rule and no policy.'));
  const frame = make('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Steps of the packet' });
  frame.append(tableOf(STEP_COLUMNS, rows));
  return make('div', { id: 'steps' }, title, frame);
}

function inWords(text: string): HTMLElement {
  return make('details', {}, make('summary', {}, 'The same in words'), make('pre', {}, text));
}
