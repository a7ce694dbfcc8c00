/** Commands as they were read. Userspace: struct cmd, include/rule.h. */

import type { HookName } from '../../netfilter';
import type { ChainType, NfFamily, ObjectKind, RulePlace, TypeName } from '../../netfilter/nf';
import type { KeyNode, LimitNode, Node, RuleNode } from './node';
import type { Place } from './source';

/** A table that a command names. */
export interface TableReference {
  readonly family: NfFamily;
  readonly table: string;
  readonly tableAt: Place;
}

/** A chain, set or object in it. */
export interface NameReference extends TableReference {
  readonly name: string;
  readonly nameAt: Place;
}

/** Where a base chain is called. */
export interface HookSpec {
  readonly type: ChainType;
  readonly hook: HookName;
  readonly priority: number;
}

export interface ChainSpec {
  readonly hook: HookSpec | undefined;
  readonly policy: 'ACCEPT' | 'DROP' | undefined;
  readonly comment: string | undefined;
  readonly rules: readonly RuleNode[];
}

export interface SetSpec {
  readonly types: readonly TypeName[] | undefined;
  /** Of a map. */
  readonly data: 'verdict' | readonly TypeName[] | undefined;
  readonly typeof:
    | { readonly keys: readonly KeyNode[]; readonly data: readonly KeyNode[] | 'verdict' | undefined }
    | undefined;
  readonly flags: readonly string[];
  readonly autoMerge: boolean;
  readonly size: number | undefined;
  readonly timeout: number | undefined;
  readonly gcInterval: number | undefined;
  readonly counter: boolean;
  readonly comment: string | undefined;
  readonly elements: Node | undefined;
  readonly at: Place;
}

export type ObjectSpec =
  | { readonly kind: 'counter'; readonly packets: bigint; readonly bytes: bigint; readonly comment: string | undefined }
  | {
      readonly kind: 'quota';
      readonly bytes: number;
      readonly used: number;
      readonly over: boolean;
      readonly comment: string | undefined;
    }
  | { readonly kind: 'limit'; readonly limit: LimitNode; readonly comment: string | undefined };

/** What is listed, or looked for. */
export type ListTarget =
  | {
      readonly what:
        | 'ruleset'
        | 'tables'
        | 'chains'
        | 'sets'
        | 'maps'
        | 'meters'
        | 'flowtables'
        | 'counters'
        | 'quotas'
        | 'limits';
      readonly family: NfFamily | undefined;
      readonly table?: TableReference | undefined;
    }
  | { readonly what: 'table'; readonly reference: TableReference }
  | { readonly what: 'chain' | 'set' | 'map' | 'counter' | 'quota' | 'limit'; readonly reference: NameReference };

export type Verb = 'add' | 'create' | 'insert' | 'replace' | 'delete' | 'destroy';

export type Command = { readonly at: Place } & (
  | {
      readonly kind: 'table';
      readonly verb: Verb;
      readonly reference: TableReference;
      readonly dormant: boolean | undefined;
      readonly comment: string | undefined;
      readonly block: readonly Command[];
    }
  | { readonly kind: 'chain'; readonly verb: Verb; readonly reference: NameReference; readonly spec: ChainSpec }
  | {
      readonly kind: 'rule';
      readonly verb: 'add' | 'insert' | 'replace';
      readonly reference: NameReference;
      readonly place: (RulePlace & { readonly at: 'handle' | 'index'; readonly placeAt: Place }) | undefined;
      readonly rule: RuleNode;
    }
  | {
      readonly kind: 'set';
      readonly verb: Verb;
      readonly reference: NameReference;
      readonly isMap: boolean;
      readonly spec: SetSpec;
    }
  | {
      readonly kind: 'elements';
      readonly verb: Verb | 'get';
      readonly reference: NameReference;
      readonly elements: Node;
    }
  | { readonly kind: 'object'; readonly verb: Verb; readonly reference: NameReference; readonly spec: ObjectSpec }
  | { readonly kind: 'delete table'; readonly ifExists: boolean; readonly reference: TableReference }
  | {
      readonly kind: 'delete';
      readonly what: 'chain' | 'set' | ObjectKind;
      readonly ifExists: boolean;
      readonly reference: NameReference;
    }
  | {
      readonly kind: 'delete rule';
      readonly ifExists: boolean;
      readonly reference: NameReference;
      readonly handle: number;
      readonly handleAt: Place;
    }
  | { readonly kind: 'flush ruleset'; readonly family: NfFamily | undefined }
  | { readonly kind: 'flush table'; readonly reference: TableReference }
  | { readonly kind: 'flush'; readonly what: 'chain' | 'set'; readonly reference: NameReference }
  | { readonly kind: 'rename'; readonly reference: NameReference; readonly newName: string }
  | { readonly kind: 'list'; readonly target: ListTarget }
  | { readonly kind: 'reset'; readonly target: ListTarget }
  | { readonly kind: 'monitor'; readonly what: string }
);

/** A command without its place. */
export type CommandContent = Command extends infer One ? (One extends Command ? Omit<One, 'at'> : never) : never;
