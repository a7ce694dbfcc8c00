/** A session's runs on two engines, command by command. */
import type { SessionCommand } from '../session';
import type { RequestFate } from './requestFate';
import { compareRules, isUnchanged, newChanges, type RuleChanges } from './ruleChanges';
import type { CommandRun, SessionRun } from './runSession';

/** A command on both engines. */
export interface CommandPair {
  /** The line of the session, from 1. */
  readonly lineNumber: number;
  /** `client# curl -sS http://192.168.70.6:8001` */
  readonly line: string;
}

/** A request, a command that made an interface carry IP packets on one engine at least, on both. */
export interface UpgradedRequest extends CommandPair {
  /** On the engine before. */
  readonly from: RequestFate;
  /** On the engine after. */
  readonly to: RequestFate;
  /** What is not the same: how it ended, how it went, whom the server saw. Which rule decided is not among it, for engines' rules are never the same. */
  readonly differs: readonly ('verdict' | 'path' | 'source')[];
}

/** A command that is no request, and ended in different ways. */
export interface UpgradedCommand extends CommandPair {
  /** Exit code and what it said of an error, on the engine before. */
  readonly from: Ending;
  /** The same on the engine after. */
  readonly to: Ending;
}

/** How a command ended. */
export interface Ending {
  /** 0 for success. */
  readonly exitCode: number;
  /** The first line of what it wrote to standard error. */
  readonly error: string;
}

/** By which command rules came to differ. */
export interface RuleDifference extends CommandPair {
  /** What did not differ before it. */
  readonly rules: RuleChanges;
}

/** What an upgrade changes for a session. */
export interface Upgrade {
  /** The whole version: `20.10.24`. */
  readonly from: string;
  /** The whole version: `29.7.2`, or `29.7.2 with nftables`. */
  readonly to: string;
  /** Rules at the session's end. Bridges whose names are drawn are called after their networks, `br-NETWORK`. */
  readonly rules: RuleChanges;
  /** The commands that made rules differ. */
  readonly steps: readonly RuleDifference[];
  /** All requests, in their order. */
  readonly requests: readonly UpgradedRequest[];
  /** Commands other than requests that ended in different ways. */
  readonly commands: readonly UpgradedCommand[];
}

/** Compares two runs of the same commands. */
export function compareRuns(session: readonly SessionCommand[], before: SessionRun, after: SessionRun): Upgrade {
  const pairs = session.flatMap(({ lineNumber, place, command }, index) => {
    const [from, to] = [before.commands[index], after.commands[index]];
    return from === undefined || to === undefined ? [] : [{ lineNumber, line: `${place}# ${command}`, from, to }];
  });
  let rules = compareRules([], []);
  const steps: RuleDifference[] = [];
  for (const { lineNumber, line, from, to } of pairs) {
    const now = compareRules(from.rules, to.rules);
    const fresh = newChanges(now, rules);
    if (!isUnchanged(fresh)) steps.push({ lineNumber, line, rules: fresh });
    rules = now;
  }
  const isRequest = ({ from, to }: (typeof pairs)[number]) => from.isRequest || to.isRequest;
  return {
    from: before.engine,
    to: after.engine,
    rules,
    steps,
    requests: pairs.filter(isRequest).map(({ from, to, ...pair }) => ({
      ...pair,
      from: from.fate,
      to: to.fate,
      differs: differencesOf(from.fate, to.fate),
    })),
    commands: pairs
      .filter((pair) => !isRequest(pair) && pair.from.outcome.exitCode !== pair.to.outcome.exitCode)
      .map(({ from, to, ...pair }) => ({ ...pair, from: endingOf(from), to: endingOf(to) })),
  };
}

/** Whether a request or a command ends in another way on the other engine; rules that differ do not count. */
export function isAlike({ requests, commands }: Upgrade): boolean {
  return commands.length === 0 && requests.every(({ differs }) => differs.length === 0);
}

function differencesOf(from: RequestFate, to: RequestFate): UpgradedRequest['differs'] {
  const isSame = (some: readonly string[], others: readonly string[]) => some.join() === others.join();
  return [
    ...(isSame(from.verdicts, to.verdicts) && from.exitCode === to.exitCode ? [] : (['verdict'] as const)),
    ...(from.path === to.path ? [] : (['path'] as const)),
    ...(isSame(from.sources, to.sources) ? [] : (['source'] as const)),
  ];
}

function endingOf({ outcome }: CommandRun): Ending {
  return { exitCode: outcome.exitCode, error: outcome.stderr.split('\n', 1)[0] ?? '' };
}
