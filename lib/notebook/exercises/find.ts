/**
 * The exercises of a notebook: code cells in which a constant, `undefined` until a learner answers, is handed to the
 * function `exercise` together with a question and a check.
 */
import ts from 'typescript';
import { type CodeCell, codeCells, type Notebook } from '../../cells/document';

/** One exercise. */
export interface Exercise {
  /** Counted from 1 in its notebook. */
  readonly number: number;
  /** What `exercise` calls it. */
  readonly question: string;
  /** The constant that holds the answer, such as `answer1`. */
  readonly name: string;
  /** The constant's type without `undefined`: what an answer looks like. */
  readonly type: string;
  readonly cell: CodeCell;
}

/** The exercises of `notebook` in their order. */
export function exercisesOf(notebook: Notebook): Exercise[] {
  const found = codeCells(notebook).flatMap((cell) => exerciseIn(cell) ?? []);
  return found.map((exercise, index) => ({ number: index + 1, ...exercise }));
}

/** The declaration of `name` at the top level of `source`. */
export function declarationOf(name: string, source: string): ts.VariableDeclaration | undefined {
  const { statements } = parse(source);
  const declarations = statements
    .filter(ts.isVariableStatement)
    .flatMap((statement) => statement.declarationList.declarations);
  return declarations.find((declaration) => ts.isIdentifier(declaration.name) && declaration.name.text === name);
}

function parse(source: string): ts.SourceFile {
  return ts.createSourceFile('cell.ts', source, ts.ScriptTarget.ES2022, true);
}

function exerciseIn(cell: CodeCell): Omit<Exercise, 'number'> | undefined {
  for (const statement of parse(cell.source).statements) {
    if (!ts.isExpressionStatement(statement)) continue;
    const { expression } = statement;
    const call = ts.isAwaitExpression(expression) ? expression.expression : expression;
    if (!ts.isCallExpression(call) || call.expression.getText() !== 'exercise') continue;
    const [question, answer] = call.arguments;
    if (!question || !answer || !ts.isStringLiteralLike(question) || !ts.isIdentifier(answer)) continue;
    const type = declarationOf(answer.text, cell.source)?.type?.getText() ?? '';
    return { question: question.text, name: answer.text, type: type.replace(/\s*\|\s*undefined$/, ''), cell };
  }
  return undefined;
}
