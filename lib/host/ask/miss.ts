/** A rule that was asked before the one that decided, and did not match. */
export interface Miss {
  /** 1-based, as `iptables --line-numbers` counts. */
  readonly rule: number;
  /** The rule as the dump has it. */
  readonly text: string;
  /** One clause: what it asks for, and what the packet has. */
  readonly why: string;
}
