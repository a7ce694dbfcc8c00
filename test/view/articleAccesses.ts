/** The article's session on simulated machines: its accesses by the numbers of their steps, and the host after each change. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type HostSnapshot,
  Lab,
  type Observation,
  observe,
  parseSession,
  snapshot,
  type Topology,
  topology,
} from '../../lib/lab';

const session = join(__dirname, '../../data/article/article.session');
/** Of the session's curls, in their order. */
const steps = ['03', '06', '08', '10', '12', '15', '16', '18', '20'];

export interface Article {
  readonly lab: Lab;
  readonly accesses: ReadonlyMap<string, Observation & { readonly machines: Topology }>;
  /** The host at first, and after each command that changed it, by the command's beginning. */
  readonly hosts: ReadonlyMap<string, HostSnapshot>;
}

let running: Promise<Article> | undefined;

/** Runs it once for all who ask. */
export function runArticle(): Promise<Article> {
  running ??= runSession();
  return running;
}

async function runSession(): Promise<Article> {
  const lab = new Lab();
  const accesses = new Map<string, Observation & { readonly machines: Topology }>();
  const hosts = new Map([['', await snapshot(lab)]]);
  for (const { place, command } of parseSession(readFileSync(session, 'utf8'), 'article.session')) {
    if (accesses.size === steps.length) break;
    const seen = await observe(lab, `${place}# ${command}`);
    if (command.startsWith('curl')) {
      accesses.set(steps[accesses.size]!, Object.assign(seen, { machines: topology(lab) }));
    }
    if (/^(systemctl|docker (run|rm|network create)|iptables .*-D)/.test(command)) {
      hosts.set(command.split(' ').slice(0, 4).join(' '), await snapshot(lab));
    }
  }
  return { lab, accesses, hosts };
}
