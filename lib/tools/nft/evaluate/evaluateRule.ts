/** Gives the statements of a rule their meaning. Userspace: src/evaluate.c. */
import type { Expression, NfFamily, ObjectKind } from '../../../netfilter/nf';
import type { RuleNode, Statement } from '../node';
import { NftError, type Place } from '../source';
import type { Context } from './context';
import { evaluateAssign } from './evaluateAssign';
import { evaluateMatch } from './evaluateMatch';
import { evaluateNat } from './evaluateNat';
import { evaluateLimit } from './evaluateObject';
import { evaluateReject } from './evaluateReject';
import { RuleScope } from './ruleScope';

type Of<Kind extends Statement['kind']> = Extract<Statement, { readonly kind: Kind }>;

/** Expressions, and the place in the text that each comes from. */
export interface EvaluatedRule {
  readonly expressions: readonly Expression[];
  readonly places: readonly Place[];
}

/** After these nothing of a rule is done. */
function isTerminal(statement: Statement): boolean {
  return (
    statement.kind === 'verdict' || statement.kind === 'vmap' || statement.kind === 'reject' || statement.kind === 'nat'
  );
}

/** By family, what rules come to that ask for no set and no interface: the same in each text. */
const EVALUATED = new WeakMap<RuleNode, Map<NfFamily, EvaluatedRule>>();

export function evaluateRule(rule: RuleNode, family: NfFamily, table: string, context: Context): EvaluatedRule {
  const known = EVALUATED.get(rule)?.get(family);
  if (known !== undefined) return known;
  const scope = new RuleScope(family, table, context);
  const evaluated = evaluateStatements(rule, scope);
  if (!scope.asksContext) {
    const found = EVALUATED.get(rule) ?? new Map<NfFamily, EvaluatedRule>();
    EVALUATED.set(rule, found.set(family, evaluated));
  }
  return evaluated;
}

function evaluateStatements(rule: RuleNode, scope: RuleScope): EvaluatedRule {
  let last: Statement | undefined;
  for (const statement of rule.statements) {
    if (last !== undefined)
      throw new NftError('Statement after terminal statement has no effect', statement.at, last.at);
    addStatement(scope, statement);
    if (isTerminal(statement)) last = statement;
  }
  return { expressions: scope.expressions, places: scope.places };
}

function addStatement(scope: RuleScope, statement: Statement): void {
  const { expressions, places, protocols } = scope;
  const expression = evaluateStatement(scope, statement);
  expressions.push(expression);
  protocols.learn(expression);
  while (places.length < expressions.length) places.push(placeOf(statement));
}

function evaluateStatement(scope: RuleScope, statement: Statement): Expression {
  switch (statement.kind) {
    case 'match':
      return evaluateMatch(scope, statement);
    case 'vmap': {
      const keys = scope.keys(statement.keys);
      return { kind: 'vmap', keys, set: scope.set(statement.map, keys, statement.keys, 'verdict') };
    }
    case 'verdict':
      return { kind: 'verdict', verdict: statement.verdict };
    case 'counter':
      return { kind: 'counter', counters: { packets: statement.packets, bytes: statement.bytes } };
    case 'object':
      return { kind: 'object', object: statement.object satisfies ObjectKind, name: statement.name };
    case 'limit':
      return { kind: 'limit', limit: evaluateLimit(statement.limit, statement.at) };
    case 'quota': {
      const { bytes, used, over } = statement;
      return { kind: 'quota', quota: { bytes, used, over } };
    }
    case 'log':
      return evaluateLog(statement);
    case 'reject':
      return evaluateReject(scope, statement);
    case 'nat':
      return evaluateNat(scope, statement.nat, statement.word, statement.at);
    case 'assign':
      return evaluateAssign(scope, statement);
    case 'notrack':
      return { kind: 'notrack' };
    case 'dynset': {
      const { operation, set, timeout, limit, counter } = statement;
      const declaration = scope.declaration(set);
      if (declaration === undefined) throw new NftError('No such file or directory', statement.setAt);
      const keys = scope.keys(statement.keys);
      return {
        kind: 'dynset',
        operation,
        set,
        keys,
        timeout,
        limit: limit && evaluateLimit(limit, statement.at),
        counter,
      };
    }
  }
}

function evaluateLog(statement: Of<'log'>): Expression {
  const { prefix, level, flags, group } = statement;
  return {
    kind: 'log',
    prefix,
    level,
    group,
    flags: {
      tcpSequence: flags.has('sequence'),
      tcpOptions: flags.has('options'),
      ipOptions: flags.has('ip options'),
      uid: flags.has('skuid'),
      macDecode: flags.has('ether'),
    },
  };
}

/** The kernel complains of a chain or an object by its name. */
function placeOf(statement: Statement): Place {
  if (statement.kind === 'verdict') return statement.target ?? statement.at;
  return statement.kind === 'object' ? statement.nameAt : statement.at;
}
