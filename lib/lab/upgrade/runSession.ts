/** A session on one engine, and what each of its commands did, without what that engine draws. */
import type { Lab } from '../lab';
import type { Outcome } from '../outcome';
import type { SessionCommand } from '../session';
import { type RequestFate, requestFate } from './requestFate';
import { listedRules, type RuleLine } from './ruleChanges';

/** What a command did on one engine. */
export interface CommandRun {
  readonly outcome: Outcome;
  /** Whether an interface carried an IP packet. */
  readonly isRequest: boolean;
  readonly fate: RequestFate;
  /** All rules after it. */
  readonly rules: readonly RuleLine[];
}

/** A session on one engine. */
export interface SessionRun {
  /** The engine's whole version, and its backend unless that is iptables. */
  readonly engine: string;
  readonly commands: readonly CommandRun[];
}

/** Runs the commands one after another, on machines that are new. */
export async function runSession(lab: Lab, session: readonly SessionCommand[]): Promise<SessionRun> {
  const { release, commandLineOptions } = lab.docker;
  const engine = `${release.version}${commandLineOptions.firewallBackend === 'nftables' ? ' with nftables' : ''}`;
  const networks = new Map<string, string>();
  const rename = (rule: string) =>
    rule.replace(/(?<![0-9A-Za-z])br-[0-9a-f]{12}\b/g, (bridge) => networks.get(bridge) ?? bridge);
  const commands: CommandRun[] = [];
  for (const { place, command } of session) {
    const seen = await lab.observe(place, command);
    for (const { id, name } of lab.docker.networks.values()) networks.set(`br-${id.slice(0, 12)}`, `br-${name}`);
    const carried = Object.values(seen.packets).flat();
    commands.push({
      outcome: seen.outcome,
      isRequest: carried.some(({ protocol }) => protocol !== 'arp'),
      fate: requestFate(seen, lab.host.name, rename),
      rules: [...listedRules(seen.after, rename), ...lab.nftRules().map((line) => renamed(line, rename))],
    });
  }
  return { engine, commands };
}

function renamed({ chain, text }: RuleLine, rename: (rule: string) => string): RuleLine {
  return { chain: rename(chain), text: rename(text) };
}
