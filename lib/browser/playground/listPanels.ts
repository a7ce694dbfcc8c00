/** Connections and processes as they are now. */
import { byId, make, tableOf } from './dom';
import type { Cut, PlayState } from './protocol';

/** Shows the host's connections, and all processes with what they listen on. */
export function showLists({ connections, processes, listeners }: PlayState): void {
  const lines = connections.items.length === 0 ? 'No connection is tracked.' : connections.items.join('\n');
  fill(
    'conntrack',
    make('p', { class: 'note' }, sizeOf(connections, 'connections are tracked on the host')),
    make('pre', {}, lines),
  );
  const rows = processes.items.map(({ place, pid, command, listening }) => [place, String(pid), command, listening]);
  const proxies = listeners.length === 0 ? 'No docker-proxy listens.' : `${listeners.join(', ')}.`;
  fill(
    'processes',
    make('p', { class: 'note' }, `${sizeOf(processes, 'processes run')} ${proxies}`),
    tableOf(['place', 'pid', 'command', 'listening'], rows, ['pid']),
  );
}

function fill(id: string, ...content: readonly Node[]): void {
  const frame = byId(id, HTMLDivElement);
  frame.replaceChildren(...content);
}

function sizeOf({ items, count }: Cut<unknown>, what: string): string {
  const rest = count > items.length ? ` The first ${items.length.toLocaleString('en')} are shown.` : '';
  return `${count.toLocaleString('en')} ${what}.${rest}`;
}
