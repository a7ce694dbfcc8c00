/** A rule of a dump as the simulation can take it: what it does not know is left out, and said. */
import { parseRule } from '../../tools/iptables';

/** A condition that no packet fulfils: nothing of a mark is asked, and that not. */
export const NEVER = '-m mark ! --mark 0x0/0x0';

/** Targets of Linux that are no chains, and are not modelled. */
const OTHER_TARGETS =
  /^(?:AUDIT|CLASSIFY|CLUSTERIP|CONNSECMARK|DNPT|ECN|HL|HMARK|IDLETIMER|LED|NFQUEUE|QUEUE|RATEEST|SECMARK|SNPT|SYNPROXY|TCPOPTSTRIP|TEE|TPROXY|ULOG|RAWSNAT|RAWDNAT|FLOWOFFLOAD)$/;
const WORD = /"(?:[^"\\]|\\.)*"|\S+/g;

const MOST_TARGETS = 10_000;

/** What is not modelled of a rule. */
export interface Problem {
  readonly why: string;
  /** Whether it matches is not known; else what it does is not. */
  readonly conditional: boolean;
}

/** A rule that iptables takes. */
export interface ModelledRule {
  readonly text: string;
  /** The chain that it leads to. */
  readonly chain?: string;
  readonly problem?: Problem;
}

/** Unknown conditions never hold, unless `matches` says that they do; an unknown target leaves the packet alone. */
export function modelledRule(text: string, matches: boolean, isChain: (name: string) => boolean): ModelledRule {
  const { conditions, target } = splitRule(text);
  const [, name = ''] = target;
  const leadsOn = target.length === 2 && name !== '' && !isTarget(name);
  const chain = leadsOn && (isChain(name) || !OTHER_TARGETS.test(name)) ? { chain: name } : {};
  const isOther = name !== '' && OTHER_TARGETS.test(name) && !isChain(name);
  if (!isOther && refusal(text) === undefined) return { text, ...chain };
  const { known, unknown } = sortConditions(conditions);
  const answer = unknown.length === 0 || matches ? [] : [NEVER];
  const head = [...known, ...answer].join(' ');
  const whole = [head, ...(isOther ? [] : target)].filter((part) => part !== '').join(' ');
  const unknownText = unknown.join(' ');
  if (refusal(whole) === undefined) {
    const why = isOther ? `what ${name} does is not modelled` : `${unknownText} is not modelled`;
    const conditional = unknown.length > 0 && !isOther;
    return { text: whole, problem: { why, conditional }, ...(isOther ? {} : chain) };
  }
  return { text: NEVER, problem: { why: refusal(text) ?? 'not modelled', conditional: false } };
}

/** Why iptables would not take the rule; `undefined` if it would. */
function refusal(text: string): string | undefined {
  try {
    parseRule(text);
    return undefined;
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? 'refused';
  }
}

/** By name: rules ask again and again. */
const TARGETS = new Map<string, boolean>();

/** A target that wants options is refused without them, a chain is not. */
function isTarget(name: string): boolean {
  let target = TARGETS.get(name);
  if (target !== undefined) return target;
  try {
    target = parseRule(['-p', 'tcp', '-j', name]).target.kind !== 'jump';
  } catch {
    target = true;
  }
  if (TARGETS.size < MOST_TARGETS) TARGETS.set(name, target);
  return target;
}

/** The chain that a rule leads to, if its last words are `-j CHAIN` or `-g CHAIN`. */
export function chainOf(text: string): string | undefined {
  const name = /(?:^|\s)-[jg] (\S+)$/.exec(text)?.[1];
  return name === undefined || isTarget(name) || OTHER_TARGETS.test(name) ? undefined : name;
}

/** The conditions, each with its options, and the target with its own. */
function splitRule(text: string): {
  readonly conditions: readonly (readonly string[])[];
  readonly target: readonly string[];
} {
  const words = text.match(WORD) ?? [];
  const at = words.findIndex((word) => word === '-j' || word === '-g' || word === '--jump' || word === '--goto');
  const target = at < 0 ? [] : words.slice(at);
  const conditions: string[][] = [[]];
  for (const word of at < 0 ? words : words.slice(0, at)) {
    if (word === '-m') conditions.push([]);
    conditions.at(-1)?.push(word);
  }
  return { conditions, target };
}

/** Each match is tried by itself, beside the protocol that it may need. */
function sortConditions([header = [], ...matches]: readonly (readonly string[])[]): {
  readonly known: readonly string[];
  readonly unknown: readonly string[];
} {
  const head = header.join(' ');
  const known = [head].filter((part) => part !== '');
  const unknown: string[] = [];
  for (const match of matches) {
    const text = match.join(' ');
    if (refusal(`${head} ${text}`.trim()) === undefined) known.push(text);
    else unknown.push(text);
  }
  return { known, unknown };
}
