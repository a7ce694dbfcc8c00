/**
 * A learner's answer as a value, read from the text of a copy and never run: whoever looks at a team's copies runs
 * nothing that the team has written.
 */
import ts from 'typescript';
import { codeCells, type Notebook } from '../../cells/document';
import type { PlainValue } from '../../lab/learn/answer';
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

/** The answer that stands in the code of `copy` as a plain value: `predict('question', 12)`, or as `answer` of its options. */
export function predictedIn(copy: Notebook, question: string): PlainValue {
  let found: string | undefined;
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === 'predict') {
      const [asked, given] = node.arguments;
      if (asked && given && ts.isStringLiteralLike(asked) && asked.text === question)
        found ??= plain(answerPart(given));
    }
    ts.forEachChild(node, visit);
  };
  for (const { source } of codeCells(copy)) visit(ts.createSourceFile('cell.ts', source, ts.ScriptTarget.ES2022, true));
  return found === undefined ? undefined : (JSON.parse(found) as PlainValue);
}

function answerPart(given: ts.Expression): ts.Expression {
  if (!ts.isObjectLiteralExpression(given)) return given;
  const part = given.properties.find((property) => property.name?.getText() === 'answer');
  return part !== undefined && ts.isPropertyAssignment(part) ? part.initializer : given;
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
