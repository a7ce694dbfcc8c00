/** Small changes of a file, each of which a test should notice: found in TypeScript's syntax tree, and switched on one at a time. */
import ts from 'typescript';

const SWAPPED = new Map([
  [ts.SyntaxKind.EqualsEqualsEqualsToken, '!=='],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, '==='],
  [ts.SyntaxKind.LessThanToken, '<='],
  [ts.SyntaxKind.LessThanEqualsToken, '<'],
  [ts.SyntaxKind.GreaterThanToken, '>='],
  [ts.SyntaxKind.GreaterThanEqualsToken, '>'],
  [ts.SyntaxKind.AmpersandAmpersandToken, '||'],
  [ts.SyntaxKind.BarBarToken, '&&'],
  [ts.SyntaxKind.PlusToken, '-'],
  [ts.SyntaxKind.MinusToken, '+'],
  [ts.SyntaxKind.AsteriskToken, '/'],
]);

/**
 * All changes of a text: where it is replaced, and by what. `isStatement` says that it stands for a statement.
 */
export function mutationsOf(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found = [];
  const add = (node, replacement, kind) => {
    const start = node.getStart(source);
    const { line } = source.getLineAndCharacterOfPosition(start);
    const shown = text.slice(start, node.end).replace(/\s+/g, ' ');
    const place = { file, line: line + 1, start, end: node.end };
    found.push({ ...place, replacement, kind, shown, isStatement: ts.isStatement(node) });
  };
  const visit = (node) => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    if (ts.isBinaryExpression(node)) swapOperator(node, add);
    else if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken)
      add(node, node.operand.getText(source), 'negation removed');
    else if (ts.isIfStatement(node)) negate(node.expression, source, add);
    else if (ts.isConditionalExpression(node)) negate(node.condition, source, add);
    else if (ts.isNumericLiteral(node) && node.parent.name !== node && !ts.isPropertyAssignment(node.parent.parent))
      add(node, `${Number(node.text) + 1}`, 'number + 1');
    else if (node.kind === ts.SyntaxKind.TrueKeyword) add(node, 'false', 'true → false');
    else if (node.kind === ts.SyntaxKind.FalseKeyword) add(node, 'true', 'false → true');
    else if (
      ts.isExpressionStatement(node) &&
      ts.isCallExpression(node.expression) &&
      !ts.isSuperCall?.(node.expression)
    )
      add(node, ';', 'statement removed');
    else if (
      ts.isReturnStatement(node) &&
      node.expression !== undefined &&
      node.expression.getText(source) !== 'undefined'
    )
      add(node, 'return undefined;', 'nothing returned');
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function swapOperator(node, add) {
  const { operatorToken, left, right } = node;
  const other = SWAPPED.get(operatorToken.kind);
  // A text is not subtracted from another.
  const isText = (one) => ts.isStringLiteralLike(one) || ts.isTemplateExpression(one);
  if (other === undefined || (operatorToken.kind === ts.SyntaxKind.PlusToken && (isText(left) || isText(right))))
    return;
  // Without brackets, ?? stands beside neither of && and ||.
  const bracketed = (one) => (ts.isBinaryExpression(one) ? `(${one.getText()})` : one.getText());
  add(node, `${bracketed(left)} ${other} ${bracketed(right)}`, 'operator');
}

function negate(condition, source, add) {
  add(condition, `!(${condition.getText(source)})`, 'condition negated');
}

/** The text with all the changes in it, each made while `globalThis.isMutant(id)` says so. */
export function switchable(text, mutants) {
  const outerFirst = mutants.toSorted((a, b) => a.start - b.start || b.end - a.end);
  return render(text, 0, text.length, outerFirst);
}

/** A part of a text, with the changes that lie in it. */
function render(text, start, end, mutants) {
  let rendered = '';
  let at = start;
  for (let index = 0; index < mutants.length; ) {
    const mutant = mutants[index];
    const rest = mutants.slice(index + 1);
    const inner = rest.filter((one) => one.end <= mutant.end);
    const original = render(text, mutant.start, mutant.end, inner);
    rendered += text.slice(at, mutant.start) + choose(mutant, original);
    at = mutant.end;
    index += 1 + inner.length;
  }
  return rendered + text.slice(at, end);
}

function choose({ id, isStatement, replacement }, original) {
  if (isStatement) return `{ if (globalThis.isMutant(${id})) { ${replacement} } else { ${original} } }`;
  return `(globalThis.isMutant(${id}) ? (${replacement}) : (${original}))`;
}
