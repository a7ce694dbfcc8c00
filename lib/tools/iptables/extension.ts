/**
 * What the tool must know of a match or target: its options, how they are read, and how they are written for
 * iptables-save and for listings. Userspace: struct xtables_match and xtables_target, include/xtables.h.
 */
import type { Family, Negatable, RuleSpec } from '../../netfilter';
import type { IptablesVersion } from './program';

/** One option. Userspace: struct xt_option_entry. */
export interface OptionDefinition {
  readonly name: string;
  /** Other spellings. */
  readonly aliases?: readonly string[];
  /** Followed by an argument. */
  readonly argument: boolean;
  /** `!` may stand before it. */
  readonly invertible?: boolean;
  readonly required?: boolean;
  /** Options that have to stand beside it. */
  readonly requires?: readonly string[];
  /** Options that may not stand beside it. */
  readonly excludes?: readonly string[];
  /** Set to false: the real tool knows it, the simulation does not. */
  readonly modelled?: false;
}

/** An option as it was found on a command line. */
export interface GivenOption {
  /** The option's first spelling. */
  readonly name: string;
  /** '' for an option without argument. */
  readonly argument: string;
  readonly invert: boolean;
  /** What the rule says of the protocol so far. */
  readonly protocol: Negatable<number> | undefined;
  readonly family: Family;
  /** A second argument, where an option has one. */
  takeArgument(): string | undefined;
  /** Whether the machine has an IP set of the name. */
  hasSet(name: string): boolean;
  /** Prints a remark that does not end the program. */
  warn(text: string): void;
}

/** A match or a target; `Value` is its part of a rule. */
export interface Extension<Value> {
  /** As `-m` or `-j` spells it. */
  readonly name: string;
  readonly options: readonly OptionDefinition[];
  /** The value before any option was read. */
  readonly initial: Value;
  /** The extension itself objects to repeated options, in its own words. */
  readonly ownRepetitionCheck?: true;
  /** The value with one more option read; throws an `IptablesError` for a bad argument. */
  parse(value: Value, option: GivenOption): Value;
  /** Called when all options have been read, before the general rules are checked. */
  finish?(value: Value, given: ReadonlySet<string>): Value;
  /** The options as iptables-save writes them, each with a space before it. */
  save(value: Value, version: IptablesVersion): string;
  /** What a listing shows, with a space before it. */
  print(value: Value, numeric: boolean, spec: RuleSpec, version: IptablesVersion): string;
}
