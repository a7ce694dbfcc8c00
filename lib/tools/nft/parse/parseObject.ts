/** Reads counters, quotas and limits that have a name. */
import type { ObjectKind } from '../../../netfilter/nf';
import type { ObjectSpec } from '../command';
import { notModelled } from '../source';
import { parseComment } from './parseChain';
import { parseLimit, parseQuota } from './parseLimit';
import { parseCounters } from './parseValue';
import type { Tokens } from './tokens';

export function parseObjectKind(tokens: Tokens): ObjectKind | undefined {
  const kind = (['counter', 'quota', 'limit'] as const).find((name) => tokens.is(name));
  if (kind !== undefined) tokens.next();
  return kind;
}

/** Objects that are not modelled. */
export function refuseOthers(tokens: Tokens): void {
  const { text } = tokens.peek();
  const isOther =
    ['flowtable', 'secmark', 'synproxy'].includes(text) || (text === 'ct' && tokens.peek(1).kind === 'word');
  if (isOther) throw notModelled(text === 'ct' ? `ct ${tokens.peek(1).text}` : text, tokens.here);
}

export function parseObject(tokens: Tokens, kind: ObjectKind): ObjectSpec {
  const spec = emptyObject(kind);
  if (spec !== undefined && !tokens.is('{')) return spec;
  const isBlock = tokens.accept('{');
  let comment: string | undefined;
  let read = spec;
  for (;;) {
    if (isBlock) tokens.separators();
    if (isBlock ? tokens.accept('}') : tokens.isAtSeparator) break;
    if (tokens.is('comment')) comment = parseComment(tokens);
    else read = parseObjectFacts(tokens, kind);
  }
  if (read === undefined) throw tokens.unexpected();
  return { ...read, comment };
}

function emptyObject(kind: ObjectKind): ObjectSpec | undefined {
  return kind === 'counter' ? { kind, packets: 0n, bytes: 0n, comment: undefined } : undefined;
}

function parseObjectFacts(tokens: Tokens, kind: ObjectKind): ObjectSpec {
  switch (kind) {
    case 'counter':
      if (!tokens.is('packets')) throw tokens.unexpected();
      return { kind, ...parseCounters(tokens), comment: undefined };
    case 'quota':
      return { kind, ...parseQuota(tokens), comment: undefined };
    case 'limit':
      return { kind, limit: parseLimit(tokens), comment: undefined };
  }
}
