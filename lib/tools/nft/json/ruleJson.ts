/** The statements of rules as JSON. Userspace: the json functions of src/json.c. */
import {
  definitionOfKey,
  type Expression,
  factsOf,
  type LimitValue,
  type NatValue,
  type NfFamily,
  type QuotaValue,
  type Scalar,
  type Source,
  type TypeName,
} from '../../../netfilter/nf';
import type { ElementLooks } from '../print/printElements';
import { typeOfKey } from '../print/printKey';
import { periodName, sizeInUnits } from '../print/printLimit';
import { LEVELS, logFlagNames, USUAL_LEVEL } from '../print/printLog';
import { bitSteps, codeOf, namesFamily, natFlags, REJECT_WORDS } from '../print/printRule';
import { lengthOfPrefixMask } from '../values';
import { type Json, oneOrAll, optional } from './json';
import {
  countersJson,
  keyJson,
  keysJson,
  prefixJson,
  rangeJson,
  scalarJson,
  setJson,
  spanJson,
  verdictJson,
} from './valueJson';

type Of<Kind extends Expression['kind']> = Extract<Expression, { readonly kind: Kind }>;

/** A rule's statements, in their order. */
export function statementsJson(
  expressions: readonly Expression[],
  family: NfFamily,
  looks: ElementLooks,
): readonly Json[] {
  return expressions
    .filter((expression) => expression.kind !== 'compare' || expression.implied !== true)
    .map((expression) => statementJson(expression, family, looks));
}

function statementJson(expression: Expression, family: NfFamily, looks: ElementLooks): Json {
  switch (expression.kind) {
    case 'compare':
      return compareJson(expression, looks);
    case 'range': {
      const { key, span, invert } = expression;
      return matchJson(invert ? '!=' : '==', keyJson(key), rangeJson(span, typeOfKey(key), looks));
    }
    case 'lookup': {
      const { keys, set, invert } = expression;
      return matchJson(invert ? '!=' : '==', keysJson(keys), setJson(set, keys, looks));
    }
    case 'vmap':
      return { vmap: { key: keysJson(expression.keys), data: setJson(expression.set, expression.keys, looks) } };
    case 'verdict':
      return verdictJson(expression.verdict);
    case 'counter':
      return { counter: countersJson(expression.counters, looks) };
    case 'object':
      return { [expression.object]: expression.name };
    case 'limit':
      return { limit: limitJson(expression.limit) };
    case 'quota':
      return { quota: quotaJson(expression.quota, looks) };
    case 'log':
      return { log: logJson(expression) };
    case 'reject':
      return { reject: rejectJson(expression, looks) };
    case 'nat':
      return { [expression.type]: natJson(expression, family, looks) };
    case 'assign': {
      const key = { kind: 'field', name: expression.target } as const;
      return { mangle: { key: keyJson(key), value: sourceJson(expression.source, typeOfKey(key), looks) } };
    }
    case 'notrack':
      return { notrack: null };
    case 'dynset':
      return { set: dynsetJson(expression) };
    case 'xt match':
      return { xt: { type: 'match', name: expression.match.kind } };
    case 'xt target':
      return { xt: { type: 'target', name: expression.target.kind } };
  }
}

function matchJson(op: string, left: Json, right: Json): Json {
  return { match: { op, left, right } };
}

function compareJson({ key, mask, operator, value, prefix }: Of<'compare'>, looks: ElementLooks): Json {
  const type = typeOfKey(key);
  const left = keyJson(key);
  const scalar = scalarJson(value, type, looks);
  if (prefix === true) return matchJson(operator, left, `${value}*`);
  if (mask === undefined) return matchJson(operator, left, exactJson(value, type, looks));
  const bits = scalarJson(mask, type, looks);
  if (factsOf(type).bitmask === true && value === 0)
    return operator === '!=' ? matchJson('in', left, bits) : matchJson('!', left, bits);
  const isAddress = type === 'ipv4_addr' || type === 'ipv6_addr';
  const length = isAddress ? lengthOfPrefixMask(mask, type) : undefined;
  // No bit at all is the shortest prefix.
  const shortest = mask === 0 && type === 'mark' ? 0 : length;
  if (shortest !== undefined) return matchJson(operator, left, prefixJson(scalar, shortest));
  return matchJson(operator, { '&': [left, bits] }, scalar);
}

/** All of some bits, and no others: flags of TCP as their number. */
function exactJson(value: Scalar, type: TypeName, looks: ElementLooks): Json {
  const scalar = scalarJson(value, type, looks);
  if (factsOf(type).bitmask !== true || !Array.isArray(scalar)) return scalar;
  return type === 'tcp_flag' ? (value as number) : { '|': scalar };
}

/** Of packets they always have a burst. */
function limitJson({ rate, unit, per, burst, over }: LimitValue): { readonly [name: string]: Json } {
  const [amount, amountUnit] = unit === 'bytes' ? sizeInUnits(rate) : [rate, undefined];
  const [most, mostUnit] = unit === 'bytes' ? sizeInUnits(burst) : [burst, undefined];
  return {
    rate: amount,
    burst: most,
    per: periodName(per),
    ...(over ? { inv: true } : {}),
    ...optional('rate_unit', amountUnit),
    ...optional('burst_unit', mostUnit),
  };
}

/** The same of an object, in another order; a burst of 0 is none. */
export function limitObjectJson(limit: LimitValue): { readonly [name: string]: Json } {
  const { rate, per, inv, rate_unit: rateUnit, burst, burst_unit: burstUnit } = limitJson(limit);
  return {
    ...optional('rate', rate),
    ...optional('per', per),
    ...optional('inv', inv),
    ...optional('rate_unit', rateUnit),
    ...(burst === 0 ? {} : { ...optional('burst', burst), ...optional('burst_unit', burstUnit) }),
  };
}

function quotaJson({ bytes, used, over }: QuotaValue, { stateless }: ElementLooks): Json {
  const [amount, unit] = sizeInUnits(bytes);
  const [usedAmount, usedUnit] = sizeInUnits(used);
  return {
    val: amount,
    val_unit: unit,
    ...(over ? { inv: true } : {}),
    ...(stateless || used === 0 ? {} : { used: usedAmount, used_unit: usedUnit }),
  };
}

function logJson({ prefix, level, flags, group, snaplen, queueThreshold }: Of<'log'>): Json {
  const names = logFlagNames(flags);
  const facts = {
    ...optional('prefix', prefix),
    ...optional('group', group),
    ...optional('snaplen', snaplen),
    ...optional('queue-threshold', queueThreshold),
    ...optional('level', level === USUAL_LEVEL ? undefined : LEVELS[level]),
    ...optional('flags', names.length === 0 ? undefined : oneOrAll(names)),
  };
  return Object.keys(facts).length === 0 ? null : facts;
}

function rejectJson({ type, code }: Of<'reject'>, { numeric }: ElementLooks): Json {
  if (type === 'tcp') return { type: 'tcp reset' };
  return { type: REJECT_WORDS[type], expr: numeric ? (codeOf(type, code) ?? code) : code };
}

function natJson(expression: NatValue, family: NfFamily, looks: ElementLooks): Json {
  const { address, ports, map } = expression;
  const type = expression.family === 'ip' ? 'ipv4_addr' : 'ipv6_addr';
  const data: readonly TypeName[] = map?.port === true ? [type, 'inet_service'] : [type];
  const flags = natFlags(expression);
  const facts = {
    ...(namesFamily(expression, family) ? { family: expression.family } : {}),
    ...optional(
      'addr',
      map === undefined
        ? address && (address.from === address.to ? spanJson(address, type, looks) : rangeJson(address, type, looks))
        : { map: { key: keysJson(map.keys), data: setJson(map.set, map.keys, looks, data) } },
    ),
    ...optional('port', ports && spanJson(ports, 'inet_service', looks)),
    ...optional('flags', flags.length === 0 ? undefined : oneOrAll(flags)),
  };
  return Object.keys(facts).length === 0 ? null : facts;
}

function sourceJson(source: Source, type: TypeName, looks: ElementLooks): Json {
  switch (source.kind) {
    case 'value':
      return type === 'boolean' ? (source.value as number) : scalarJson(source.value, type, looks);
    case 'map':
      return { map: { key: keysJson(source.keys), data: setJson(source.set, source.keys, looks, [type]) } };
    case 'key':
      return bitSteps(source, definitionOfKey(source.key).bits).reduce<Json>(
        (value, [operator, bits]) => ({ [operator]: [value, scalarJson(bits, type, looks)] }),
        keyJson(source.key),
      );
  }
}

function dynsetJson({ operation, set, keys, timeout, limit, counter }: Of<'dynset'>): Json {
  const key = keysJson(keys);
  const statements: Json[] = [];
  if (limit !== undefined) statements.push({ limit: limitJson(limit) });
  if (counter) statements.push({ counter: null });
  return {
    op: operation,
    elem: timeout === undefined ? key : { elem: { val: key, timeout: Math.floor(timeout / 1_000_000) } },
    set: `@${set}`,
    ...(statements.length === 0 ? {} : { stmt: statements }),
  };
}
