/** Claims about the network, each with what it predicts, the experiments that try it, and a verdict computed from what they measured. */
import type { Lab } from '../lab';
import type { Observation } from '../observe/observation';
import { observe } from '../observe/observe';
import { isCounter, type Measure, measureNamed } from './measures';
import { ExperimentError, typeLine } from './prepared';

/** A claim about the network, and how it is tried. */
export interface Claim {
  /** The claim, as a sentence. */
  readonly says: string;
  /**
   * What one measures if the claim is true, by the measure's name; `'some'` is any number but 0. Names are `exit code`; a rule, such as
   * `nat DOCKER 2` or of nft `ip docker-bridges nat-PREROUTING 1`, or a policy, `filter INPUT`, for the packets it counted, with `bytes`
   * behind it for bytes; `rules in raw` and
   * `DROP rules in filter DOCKER-USER`; `SYNs in PREROUTING` and `translated packets in INPUT`, those whose destination was another one
   * before or after; `connections by docker-proxy`; and those of the `Claims`.
   */
  readonly predicts: Readonly<Record<string, number | 'some'>>;
  /** Experiments by the condition under which they try the claim: a session's lines, of which the last is observed. */
  readonly when: Readonly<Record<string, readonly [string, ...string[]]>>;
}

/** `holds only if` names the conditions under which it did. */
export type ClaimVerdict = 'holds' | 'does not hold' | `holds only if ${string}`;

/** What an experiment of a claim measured. */
export interface Finding {
  /** The condition under which the experiment tried the claim. */
  readonly condition: string;
  /** What the experiment's last line did. */
  readonly seen: Observation;
  /** The numbers by their measures' names. */
  readonly measured: Readonly<Record<string, number>>;
  /** Whether all of it is as predicted. */
  readonly holds: boolean;
}

/** A row of the table of claims: one number. What belongs to more than one row stands in the first of them only. */
export type ClaimRow = {
  /** The claim, in its first row. */
  readonly claim: string;
  /** The condition of the experiment. */
  readonly if: string;
  /** The measure's name. */
  readonly measured: string;
  /** What the claim predicts; `> 0` for `'some'`. */
  readonly predicted: number | '> 0';
  /** What was measured. */
  readonly found: number;
  /** The verdict, in the claim's first row. */
  readonly verdict: ClaimVerdict | '';
};

const inspect = Symbol.for('nodejs.util.inspect.custom');

/** A claim that was tried. Prints as its verdict and what was found under each condition. */
export class ClaimResult {
  /** What was tried, and what was found in each experiment. */
  constructor(
    /** What was tried. */
    readonly claim: Claim,
    /** What each experiment measured, in the order of the claim's conditions. */
    readonly findings: readonly Finding[],
  ) {}

  /** Under all conditions, under none, or under which. */
  get verdict(): ClaimVerdict {
    const holding = this.findings.filter(({ holds }) => holds).map(({ condition }) => condition);
    if (holding.length === 0) return 'does not hold';
    return holding.length === this.findings.length ? 'holds' : `holds only if ${holding.join(' or ')}`;
  }

  /** A row for each number that was measured, experiment by experiment. */
  get rows(): readonly ClaimRow[] {
    const { says, predicts } = this.claim;
    return this.findings.flatMap(({ condition, measured }, experiment) =>
      Object.entries(predicts).map(([name, predicted], index) => ({
        claim: experiment + index === 0 ? says : '',
        if: index === 0 ? condition : '',
        measured: name,
        predicted: predicted === 'some' ? '> 0' : predicted,
        found: measured[name] ?? Number.NaN,
        verdict: experiment + index === 0 ? this.verdict : '',
      })),
    );
  }

  /** @internal */
  [inspect](): string {
    const predicted = `  predicted: ${describe(this.claim.predicts)}`;
    const found = this.findings.map(({ condition, measured }) => `  found:     ${describe(measured)}, if ${condition}`);
    return [`${this.verdict}: ${this.claim.says}`, predicted, ...found].join('\n');
  }
}

/**
 * A list of claims, tried one after another on the same kind of machines.
 *
 * @example
 * ```ts
 * import { Claims, lab } from 'chainwalk';
 *
 * const claims = new Claims(lab);
 * const { verdict } = await claims.try({
 *   says: 'What is for the host itself passes INPUT',
 *   predicts: { 'filter INPUT': 'some' },
 *   when: { 'the host is asked': ['host# iptables -P INPUT ACCEPT', 'client# ping -c 1 192.168.70.6'] },
 * });
 * verdict; // → 'holds'
 * ```
 */
export class Claims {
  readonly #machines: () => Promise<Lab>;
  readonly #measures: Readonly<Record<string, Measure>>;
  readonly #results: ClaimResult[] = [];

  /** `machines` makes those of one experiment; `measures` are what can be predicted besides exit codes and counters. */
  constructor(machines: () => Promise<Lab>, measures: Readonly<Record<string, Measure>> = {}) {
    this.#machines = machines;
    this.#measures = measures;
  }

  /**
   * Runs a claim's experiments, each on fresh machines. Throws a `RangeError` for a measure or a rule that does not exist, and
   * an `ExperimentError` (code `EXPERIMENT_FAILED`) for a preparation that fails.
   */
  async try(claim: Claim): Promise<ClaimResult> {
    const findings: Finding[] = [];
    for (const [condition, lines] of Object.entries(claim.when)) {
      findings.push(await this.#experiment(claim, condition, lines));
    }
    const result = new ClaimResult(claim, findings);
    this.#results.push(result);
    return result;
  }

  /** All that were tried, in order. */
  get results(): readonly ClaimResult[] {
    return this.#results;
  }

  /** For a table: a row for each number that was measured. */
  get rows(): readonly ClaimRow[] {
    return this.#results.flatMap(({ rows }) => rows);
  }

  async #experiment({ predicts }: Claim, condition: string, lines: readonly string[]): Promise<Finding> {
    const measures = Object.keys(predicts).map((name) => [name, this.#measure(name)] as const);
    const last = lines.at(-1);
    if (last === undefined) throw new ExperimentError(`"${condition}" has no line to observe`);
    const machines = await this.#machines();
    for (const line of lines.slice(0, -1)) await typeLine(machines, line, condition);
    const seen = await observe(machines, last);
    const measured = Object.fromEntries(measures.map(([name, measure]) => [name, measure(seen)]));
    const holds = Object.entries(predicts).every(([name, expected]) =>
      expected === 'some' ? measured[name] !== 0 : measured[name] === expected,
    );
    return { condition, seen, measured, holds };
  }

  #measure(name: string): Measure {
    const measure = this.#measures[name] ?? measureNamed(name);
    if (measure === undefined) throw new RangeError(`"${name}" is neither a measure nor a counter`);
    return measure;
  }
}

/** `nat DOCKER 2 +1, exit code 0, filter INPUT grows` */
function describe(values: Readonly<Record<string, number | 'some'>>): string {
  const parts = Object.entries(values).map(([name, value]) => {
    if (isCounter(name)) return value === 'some' ? `${name} grows` : `${name} +${value}`;
    return value === 'some' ? `some ${name}` : `${name} ${value}`;
  });
  return parts.join(', ');
}
