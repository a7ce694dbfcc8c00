/** The playground's page. */
import type { CounterDelta } from '../../lab/observe/counters';
import { ProgramError } from '../programs';
import { CountersPanel } from './countersPanel';
import { button, byId } from './dom';
import { showLists } from './listPanels';
import { MachinesMap } from './map';
import { type Article, Openings } from './openings';
import { PacketPanels } from './packetPanels';
import { Playground } from './playground';
import type { Drawing, Picture, PlayState, Traffic } from './protocol';
import { SessionMenu } from './sessionMenu';
import { makeTabs } from './tabs';
import { PlayTerminal } from './terminal';
import { currentTheme, followTheme } from './theme';

/** Keys that keyboards on glass lack, and what they send. */
const PHONE_KEYS = [
  ['Tab', '\t'],
  ['↑', '\x1b[A'],
  ['↓', '\x1b[B'],
  ['Ctrl-C', '\x03'],
] as const;

function open(): void {
  document.documentElement.classList.add('live');
  const article = JSON.parse(document.getElementById('article')?.textContent ?? '') as Article;
  const map = new MachinesMap();
  const counters = new CountersPanel();
  let lastDrawing = 0;
  const say = (sentence: string) => {
    byId('said', HTMLElement).textContent = sentence;
  };

  const playground: Playground = new Playground({
    ran: ({ state, deltas, traffic }) => {
      update(state, deltas);
      if (traffic !== undefined) {
        packets.update(traffic);
        map.load(traffic.moves, traffic.line);
      }
      say(summary(deltas.length, traffic));
    },
    changed: (state) => {
      counters.reset();
      packets.update(undefined);
      map.load({ items: [], count: 0 }, undefined);
      update(state, []);
    },
    say,
  });
  const draw = async (drawing: Drawing): Promise<Picture> => {
    const { client } = playground;
    if (client === undefined) throw new Error('The machines have not started.');
    return client.ask('draw', { drawing, theme: currentTheme() });
  };
  const tabs = makeTabs(byId('tabs', HTMLDivElement), (panel) => packets?.bringToFront(panel));
  const packets: PacketPanels = new PacketPanels(draw, (panel) => tabs.show(panel));
  const openings = new Openings(playground, article, say);
  const menu = new SessionMenu(playground, openings, say);

  const terminal = new PlayTerminal(byId('terminal', HTMLDivElement), byId('log', HTMLDivElement), playground);
  byId('places', HTMLSelectElement).addEventListener('change', ({ target }) => {
    playground.go((target as HTMLSelectElement).value);
    terminal.focus();
  });
  document.querySelector('.skip')?.addEventListener('click', (event) => {
    event.preventDefault();
    terminal.focus();
  });
  const widen = byId('widen', HTMLButtonElement);
  widen.addEventListener('click', () => {
    const isWide = document.documentElement.classList.toggle('wide');
    widen.setAttribute('aria-pressed', String(isWide));
  });
  byId('open', HTMLButtonElement).addEventListener('click', () => void openings.show());
  byId('renew', HTMLButtonElement).addEventListener('click', () => {
    openings.endTask();
    void playground.renew([], 'These are new machines.');
  });
  for (const [name, key] of PHONE_KEYS)
    byId('keys', HTMLDivElement).append(
      button(name, () => {
        terminal.editor.press(key);
        terminal.focus();
      }),
    );
  followTheme(byId('theme', HTMLButtonElement), () => {
    terminal.paint();
    packets.repaint();
    void drawScene();
  });
  let width = map.width;
  new ResizeObserver(() => {
    if (Math.abs(map.width - width) < 20) return;
    width = map.width;
    void drawScene();
  }).observe(byId('scene', HTMLDivElement));

  playground
    .open(terminal)
    .then(() => {
      menu.offerLink();
      if (byId('offer', HTMLElement).hidden) terminal.focus();
    })
    .catch((error: unknown) => {
      say(error instanceof ProgramError ? error.message : `The playground could not start: ${String(error)}`);
    });

  function update(state: PlayState, deltas: readonly CounterDelta[]): void {
    counters.update(state.counters, deltas);
    showLists(state);
    byId('clock', HTMLElement).textContent = state.clock;
    void drawScene();
  }

  /** The drawing that was asked for last wins, whichever is ready last. */
  async function drawScene(): Promise<void> {
    lastDrawing += 1;
    const asked = lastDrawing;
    try {
      const scene = await draw({ of: 'scene', width: map.width });
      if (asked === lastDrawing) map.draw(scene);
    } catch {
      // The machines were ended meanwhile: others are drawn.
    }
  }
}

/** What a command did, in one sentence. */
function summary(grown: number, traffic: Traffic | undefined): string {
  const counters = grown === 0 ? 'No counter grew' : `${grown} ${grown === 1 ? 'counter' : 'counters'} grew`;
  if (traffic === undefined) return `${counters}; nothing was sent.`;
  const { packets, moves } = traffic;
  const drop = packets.items.find(({ isDropped }) => isDropped);
  const lost = drop === undefined ? 'none dropped' : drop.fate;
  return `${counters}; ${packets.count} packets in the host’s netfilter, ${lost}; ${moves.count} moves.`;
}

open();
