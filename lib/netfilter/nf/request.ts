/** What can be asked of nf_tables: one message of a batch each. Linux: enum nf_tables_msg_types. */
import type { Counters } from '../xtables/counters';
import type { ElementValue, Expression, LimitValue, QuotaValue } from './expression';
import type { BaseChain, NfFamily } from './family';
import type { SetDeclaration } from './sets/set';

/** Names a table. */
export interface TablePlace {
  readonly family: NfFamily;
  readonly table: string;
}

/** Where a rule goes: behind or before the rule with a handle or at a place from 0, or at the chain's end or beginning. */
export interface RulePlace {
  readonly at: 'handle' | 'index';
  readonly value: number;
}

export type NfRequest =
  | ({
      readonly kind: 'add table';
      readonly exclusive: boolean;
      readonly dormant: boolean | undefined;
      readonly comment?: string | undefined;
    } & TablePlace)
  | ({ readonly kind: 'delete table'; readonly ifExists: boolean } & TablePlace)
  | ({ readonly kind: 'flush table' } & TablePlace)
  | { readonly kind: 'flush ruleset'; readonly family: NfFamily | undefined }
  | ({
      readonly kind: 'add chain';
      readonly chain: string;
      readonly exclusive: boolean;
      readonly base: (Omit<BaseChain, 'policy'> & { readonly policy: BaseChain['policy'] | undefined }) | undefined;
      /** Of a chain that is there already. */
      readonly policy?: BaseChain['policy'] | undefined;
      /** Has a base chain count what its policy decides, from these on. */
      readonly counters?: Counters | undefined;
      readonly comment?: string | undefined;
    } & TablePlace)
  | ({
      readonly kind: 'delete chain';
      readonly chain: string;
      readonly ifExists: boolean;
      /** A chain with rules is refused. Linux: NLM_F_NONREC. */
      readonly onlyEmpty?: boolean | undefined;
    } & TablePlace)
  | ({ readonly kind: 'flush chain'; readonly chain: string } & TablePlace)
  | ({ readonly kind: 'rename chain'; readonly chain: string; readonly newName: string } & TablePlace)
  | ({
      readonly kind: 'add rule' | 'insert rule';
      readonly chain: string;
      readonly place: RulePlace | undefined;
      readonly expressions: readonly Expression[];
      readonly comment: string | undefined;
    } & TablePlace)
  | ({
      readonly kind: 'replace rule';
      readonly chain: string;
      readonly handle: number;
      /** Instead of the handle, for a rule that the same batch made: its place, from 0. Linux: NFTA_RULE_ID. */
      readonly index?: number | undefined;
      readonly expressions: readonly Expression[];
      readonly comment: string | undefined;
    } & TablePlace)
  | ({
      readonly kind: 'delete rule';
      readonly chain: string;
      readonly handle: number;
      /** As above. */
      readonly index?: number | undefined;
      readonly ifExists: boolean;
    } & TablePlace)
  | ({
      readonly kind: 'add set';
      readonly name: string;
      readonly exclusive: boolean;
      readonly declaration: SetDeclaration;
    } & TablePlace)
  | ({ readonly kind: 'delete set' | 'flush set'; readonly name: string; readonly ifExists: boolean } & TablePlace)
  | ({
      readonly kind: 'add elements' | 'delete elements';
      readonly name: string;
      readonly elements: readonly ElementValue[];
      readonly exclusive: boolean;
      readonly ifExists: boolean;
    } & TablePlace)
  | ({ readonly kind: 'add object'; readonly exclusive: boolean; readonly object: NewObject } & TablePlace)
  | ({
      readonly kind: 'delete object';
      readonly object: NewObject['kind'];
      readonly name: string;
      readonly ifExists: boolean;
    } & TablePlace);

/** An object that is to be made. */
export type NewObject =
  | {
      readonly kind: 'counter';
      readonly name: string;
      readonly counters: Counters;
      readonly comment?: string | undefined;
    }
  | { readonly kind: 'quota'; readonly name: string; readonly quota: QuotaValue; readonly comment?: string | undefined }
  | {
      readonly kind: 'limit';
      readonly name: string;
      readonly limit: LimitValue;
      readonly comment?: string | undefined;
    };
