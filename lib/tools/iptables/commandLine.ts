/** What a command line asks for, once it has been read. Userspace: struct xt_cmd_parse and iptables_command_state, iptables/xshared.h. */
import type { Counters, Match, Negatable, RuleSpec, Target } from '../../netfilter';
import type { Ipv4Prefix, Ipv6Prefix } from '../../packet';
import type { CommandLetter } from './options';
import { parameterProblem } from './program';

/** A block of addresses of the program's family. */
type Prefix = Ipv4Prefix | Ipv6Prefix;

/** A rule as the command line has it: several addresses make several rules. */
export interface RuleTemplate {
  readonly sources: readonly Prefix[];
  readonly invertSource: boolean;
  readonly destinations: readonly Prefix[];
  readonly invertDestination: boolean;
  readonly inInterface: Negatable<string> | undefined;
  readonly outInterface: Negatable<string> | undefined;
  readonly protocol: Negatable<number> | undefined;
  readonly fragment: { readonly invert: boolean } | undefined;
  readonly matches: readonly Match[];
  /** A target that is known by itself. */
  readonly target: Target | undefined;
  /** The argument of `-j` or `-g`; '' if there is none. */
  readonly jump: string;
  readonly goto: boolean;
}

/** A command, the place that it is about, and the rule that it has. */
export interface CommandLine {
  readonly command: CommandLetter;
  /** `-Z` beside `-L` or `-S`: list, then zero. */
  readonly thenZero: boolean;
  readonly table: string;
  readonly chain: string | undefined;
  /** The rule meant, counted from 1; 0 if none was named. */
  readonly ruleNumber: number;
  readonly newName: string | undefined;
  readonly policy: string | undefined;
  /** From `-c`. */
  readonly counters: Counters | undefined;
  readonly verbose: boolean;
  /** `-v` twice: the real tool then dumps the table as it lies in memory. */
  readonly dump: boolean;
  readonly numeric: boolean;
  readonly exact: boolean;
  readonly lineNumbers: boolean;
  readonly rule: RuleTemplate;
}

/** The rules of a template, sources first; jumps go to the chains that `isChain` knows. Userspace: generate_entry. */
export function rulesOf(template: RuleTemplate, isChain: (name: string) => boolean): readonly RuleSpec[] {
  const target = resolveTarget(template, isChain);
  return template.sources.flatMap((source) =>
    template.destinations.map((destination) => specOf(template, source, destination, target)),
  );
}

function resolveTarget({ target, jump, goto }: RuleTemplate, isChain: (name: string) => boolean): Target {
  if (target !== undefined) return target;
  if (jump === '') return { kind: 'none' };
  if (isChain(jump)) return { kind: 'jump', chain: jump, goto };
  throw parameterProblem(
    goto ? `goto '${jump}' is not a chain` : `Couldn't load target \`${jump}':No such file or directory\n`,
  );
}

/** A spec's parts always come in the same order: equal rules are equal values. */
function specOf(rule: RuleTemplate, source: Prefix, destination: Prefix, target: Target): RuleSpec {
  const { inInterface, outInterface, protocol, fragment, matches } = rule;
  return {
    ...condition('source', source, rule.invertSource),
    ...condition('destination', destination, rule.invertDestination),
    ...(inInterface && { inInterface }),
    ...(outInterface && { outInterface }),
    ...(protocol && { protocol }),
    ...(fragment && { fragment }),
    matches,
    target,
  };
}

function condition(name: 'source' | 'destination', value: Prefix, invert: boolean): Partial<RuleSpec> {
  if (Number(value.mask) === 0 && !invert) return {};
  return { [isOfIpv6(value) ? (`${name}6` as const) : name]: { value, invert } };
}

function isOfIpv6(prefix: Prefix): prefix is Ipv6Prefix {
  return typeof prefix.mask === 'bigint';
}
