/** The words of a filter expression. libpcap: scanner.l. */
import { ToolError } from '../../common/toolError';

/** A word of an expression. */
export interface Token {
  readonly kind: 'name' | 'number' | 'address' | 'mac' | 'sign';
  readonly text: string;
}

const RULES: readonly (readonly [Token['kind'], RegExp])[] = [
  ['mac', /^(?:[0-9a-f]{1,2}:){5}[0-9a-f]{1,2}(?![\w:])/i],
  ['address', /^(?:[0-9a-f]*:){2,}[0-9a-f:.]*/i],
  ['address', /^\d+(?:\.\d+){1,3}(?![\w.])/],
  ['number', /^(?:0x[0-9a-f]+|\d+)(?![\w.])/i],
  ['name', /^\\?[A-Za-z_][\w.-]*/],
  ['sign', /^(?:&&|\|\||<<|>>|>=|<=|==|!=|[()[\]:<>=+*/%&|^!-])/],
];

/** The complaint about an expression that is none. */
export function syntaxError(): ToolError {
  return new ToolError("tcpdump: can't parse filter expression: syntax error\n", 1);
}

/** Splits an expression. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let rest = text.trim();
  while (rest !== '') {
    const found = RULES.map(([kind, pattern]) => ({ kind, text: pattern.exec(rest)?.[0] })).find(
      (token): token is Token => token.text !== undefined,
    );
    if (found === undefined) throw syntaxError();
    tokens.push(found.kind === 'name' ? { ...found, text: found.text.replace(/^\\/, '') } : found);
    rest = rest.slice(found.text.length).trimStart();
  }
  return tokens;
}
