/** What if: a request whose circumstances can be chosen, each choice run on new machines. */
import type { Observation } from '../observe/observation';
import { observe } from '../observe/observe';
import { parseSessionLine } from '../session';
import { pathOf, type RequestPath } from './matrix';
import { type PreparedStep, prepared, typeLine } from './prepared';

/** What one option of a choice means: lines that are typed before the request, or a text that stands in the request. */
export type WhatIfOption = string | readonly string[];

/** A request, and what can be chosen about it. */
export interface WhatIfQuestion {
  /** What is asked, as a sentence. */
  readonly title: string;
  /** What is typed on new machines, whatever is chosen: a session's lines, or a session's file to replay. */
  readonly setup: readonly PreparedStep[];
  /** By the choice's name, its options by theirs; the first is chosen unless `picked` says otherwise. */
  readonly choices: Readonly<Record<string, Readonly<Record<string, WhatIfOption>>>>;
  /** A session's line; in braces the name of a choice whose option stands there: `{who asks} curl -sS {address}`. */
  readonly request: string;
  /** The chosen option of each choice. */
  readonly picked?: Readonly<Record<string, string>>;
}

/** What came of a choice. */
export interface WhatIfAnswer {
  /** The chosen option of each choice. */
  readonly picked: Readonly<Record<string, string>>;
  /** The session's line that was asked. */
  readonly line: string;
  readonly path: RequestPath;
  /** The same in a sentence, with the rule that dropped it. */
  readonly verdict: string;
  readonly seen: Observation;
}

/**
 * Runs the request as it is chosen. Rejects with a `RangeError` for a question that names what there is not, with a `SessionSyntaxError`
 * for a line that is none, and with an `ExperimentError` where a command that prepares it fails.
 */
export async function answerWhatIf(question: WhatIfQuestion): Promise<WhatIfAnswer> {
  const picked = pickedOptions(question);
  const options = Object.entries(picked).map(([choice, name]) => [choice, optionOf(question, choice, name)] as const);
  const line = filledIn(question.request, new Map(options));
  parseSessionLine(line);
  const machines = await prepared(...question.setup)();
  for (const [choice, option] of options) {
    if (typeof option === 'string') continue;
    for (const each of option) await typeLine(machines, each, `${choice}: ${picked[choice]}`);
  }
  const seen = await observe(machines, line);
  const path = pathOf(seen);
  return { picked, line, path, verdict: verdictOf(path, seen), seen };
}

/** The chosen option of each choice, the first where none is chosen. Throws a `RangeError` for a choice or an option that there is not. */
export function pickedOptions({ choices, picked = {} }: WhatIfQuestion): Readonly<Record<string, string>> {
  const stranger = Object.keys(picked).find((choice) => !Object.hasOwn(choices, choice));
  if (stranger !== undefined) throw new RangeError(`there is no choice "${stranger}"`);
  return Object.fromEntries(
    Object.entries(choices).map(([choice, options]) => {
      const [first] = Object.keys(options);
      if (first === undefined) throw new RangeError(`the choice "${choice}" has no options`);
      const name = picked[choice] ?? first;
      if (!Object.hasOwn(options, name)) throw new RangeError(`the choice "${choice}" has no option "${name}"`);
      return [choice, name];
    }),
  );
}

function optionOf({ choices }: WhatIfQuestion, choice: string, name: string): WhatIfOption {
  return choices[choice]?.[name] ?? [];
}

/** The request with the texts that were chosen; other braces are the command's. A text that stands nowhere would be a choice without a meaning. */
function filledIn(request: string, options: ReadonlyMap<string, WhatIfOption>): string {
  const used = new Set<string>();
  const line = request.replace(/\{([^{}]+)\}/g, (whole, name: string) => {
    const option = options.get(name);
    if (option === undefined) return whole;
    if (typeof option !== 'string')
      throw new RangeError(`"${name}" cannot stand in the request: its options are lines to type, not texts`);
    used.add(name);
    return option;
  });
  for (const [choice, option] of options)
    if (typeof option === 'string' && !used.has(choice))
      throw new RangeError(`the request has no place for the choice "${choice}": write {${choice}} where it stands`);
  return line;
}

const VERDICTS: Readonly<Record<RequestPath, string>> = {
  DNAT: 'Answered: a DNAT rule translated the destination.',
  'docker-proxy': 'Answered: docker-proxy took the connection, and opened a second one to the container.',
  direct: 'Answered directly: no destination was translated, and no process relayed it.',
  refused: 'Refused: a RST or an ICMP error came back.',
  dropped: 'Dropped by a rule.',
  'no route': 'No packet was sent.',
  'no answer': 'No answer: the time was up.',
  'not modelled': 'The simulation does not model this request.',
  'not there': 'There is nobody who could ask.',
};

function verdictOf(path: RequestPath, { journeys, outcome }: Observation): string {
  if (path === 'no route') return [VERDICTS[path], outcome.stderr.trim()].join(' ').trim();
  if (path !== 'dropped') return VERDICTS[path];
  const reasons = journeys.flatMap(({ fate }) => (fate.kind === 'dropped' ? [fate.reason] : []));
  const [reason = 'a rule'] = reasons;
  return `Dropped by ${reason}, ${reasons.length} ${reasons.length === 1 ? 'packet' : 'packets'}; exit code ${outcome.exitCode}.`;
}
