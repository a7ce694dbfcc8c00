/** Which request a figure is about: found in the cells' code, by the names that hold what was observed. */
import ts from 'typescript';
import { codeCells, type Notebook } from '../cells/document';

/** Functions and methods whose text argument is a line of a session. */
const OBSERVING: ReadonlySet<string> = new Set(['observe']);
const TYPING: ReadonlySet<string> = new Set(['sh', ...OBSERVING]);

/** What a cell's outputs come from. */
export interface Origin {
  /** Lines such as `client# curl …` that were observed, in their order; none if the cell names no observation. */
  readonly requests: readonly string[];
  /** The last line that was typed until then, if any. */
  readonly typed: string | undefined;
}

/** The origin of each code cell of `notebook`, in order. */
export function originsOf(notebook: Notebook): readonly Origin[] {
  const known = new Map<string, readonly string[]>();
  let typed: string | undefined;
  return codeCells(notebook).map(({ source }) => {
    const cell = ts.createSourceFile('cell.ts', source, ts.ScriptTarget.ES2022, true);
    const requests = new Set<string>();
    for (const statement of cell.statements) {
      const found = namedIn(statement, known);
      for (const request of found) requests.add(request);
      for (const name of declaredIn(statement)) known.set(name, found);
    }
    typed = linesIn(cell, TYPING).at(-1) ?? typed;
    return { requests: [...requests], typed };
  });
}

/** The requests that `node` makes, and those of the names in it. */
function namedIn(node: ts.Node, known: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const found = linesIn(node, OBSERVING);
  visit(node, (child) => {
    const isProperty = ts.isPropertyAccessExpression(child.parent) && child.parent.name === child;
    if (ts.isIdentifier(child) && !isProperty) found.push(...(known.get(child.text) ?? []));
  });
  return [...new Set(found)];
}

function declaredIn(statement: ts.Statement): readonly string[] {
  const names: string[] = [];
  const add = (name: ts.BindingName): void => {
    if (ts.isIdentifier(name)) names.push(name.text);
    else for (const element of name.elements) if (ts.isBindingElement(element)) add(element.name);
  };
  if (ts.isVariableStatement(statement)) for (const { name } of statement.declarationList.declarations) add(name);
  return names;
}

/** Texts that calls of `functions` are given. */
function linesIn(node: ts.Node, functions: ReadonlySet<string>): string[] {
  const lines: string[] = [];
  visit(node, (child) => {
    if (!ts.isCallExpression(child)) return;
    const called = ts.isPropertyAccessExpression(child.expression) ? child.expression.name : child.expression;
    if (!ts.isIdentifier(called) || !functions.has(called.text)) return;
    for (const argument of child.arguments) if (ts.isStringLiteralLike(argument)) lines.push(argument.text);
  });
  return lines;
}

function visit(node: ts.Node, act: (child: ts.Node) => void): void {
  node.forEachChild((child) => {
    act(child);
    visit(child, act);
  });
}
