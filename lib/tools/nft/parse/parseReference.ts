/** Reads the names of tables, and of what is in them. */
import { NF_FAMILIES, type NfFamily, OTHER_FAMILIES } from '../../../netfilter/nf';
import type { NameReference, TableReference } from '../command';
import { notModelled, type Place } from '../source';
import type { Tokens } from './tokens';

/** The family of a word. */
export function parseFamilyWord(text: string): NfFamily | undefined {
  return NF_FAMILIES.find((name) => name === text);
}

/** A family, if one comes next. */
export function parseFamily(tokens: Tokens): NfFamily | undefined {
  const { text, kind } = tokens.peek();
  if (kind !== 'word') return undefined;
  const family = parseFamilyWord(text);
  if (family !== undefined) tokens.next();
  else if (OTHER_FAMILIES.includes(text)) throw notModelled(`family ${text}`, tokens.here);
  return family;
}

/** `[family] table`. */
export function parseTable(tokens: Tokens): TableReference {
  const family = parseFamily(tokens) ?? 'ip';
  const { text, at } = parseName(tokens);
  return { family, table: text, tableAt: at };
}

/** `[family] table name`. */
export function parseNameIn(tokens: Tokens): NameReference {
  const table = parseTable(tokens);
  const { text, at } = parseName(tokens);
  return { ...table, name: text, nameAt: at };
}

/** A name, or a variable that is one. */
export function parseName(tokens: Tokens): { readonly text: string; readonly at: Place } {
  if (!tokens.is('$')) return tokens.identifier();
  const node = tokens.variable();
  if (node.kind !== 'word') throw tokens.unexpected('string');
  return { text: node.text, at: node.at };
}
