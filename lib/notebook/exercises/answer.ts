/**
 * A learner's answer as a value, read from the text of a copy and never run: whoever looks at a team's copies runs
 * nothing that the team has written.
 */
import ts from 'typescript';
import { codeCells, type Notebook } from '../../cells/document';
import { declarationOf, type Exercise } from './find';

/** What a copy has in the place of an answer; `text` is the TypeScript of a plain value. */
export type Answer =
  | { readonly kind: 'open' }
  | { readonly kind: 'value'; readonly text: string }
  /** The copy has no such cell. */
  | { readonly kind: 'missing' }
  | { readonly kind: 'not a plain value' };

/** The answer to `exercise` in `copy`: in the cell of the same id, or wherever else the constant is declared last. */
export function answerIn(copy: Notebook, { name, cell }: Exercise): Answer {
  const cells = codeCells(copy).filter(({ source }) => declarationOf(name, source) !== undefined);
  const chosen = cells.find(({ id }) => id === cell.id) ?? cells.at(-1);
  if (chosen === undefined) return { kind: 'missing' };
  const value = declarationOf(name, chosen.source)?.initializer;
  if (value === undefined || (ts.isIdentifier(value) && value.text === 'undefined')) return { kind: 'open' };
  const text = plain(value);
  return text === undefined ? { kind: 'not a plain value' } : { kind: 'value', text };
}

/** The value of `node` as JSON, which is TypeScript too; undefined when it is not made of literals alone. */
function plain(node: ts.Expression): string | undefined {
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node))
    return plain(node.expression);
  if (ts.isStringLiteralLike(node)) return JSON.stringify(node.text);
  if (ts.isNumericLiteral(node)) return String(Number(node.text));
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken) {
    return ts.isNumericLiteral(node.operand) ? `-${plain(node.operand)}` : undefined;
  }
  if (ts.isArrayLiteralExpression(node)) {
    const elements = node.elements.map(plain);
    return elements.includes(undefined) ? undefined : `[${elements.join(', ')}]`;
  }
  if (node.kind === ts.SyntaxKind.TrueKeyword) return 'true';
  return node.kind === ts.SyntaxKind.FalseKeyword ? 'false' : undefined;
}
