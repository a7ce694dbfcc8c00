/** Small changes of a file, each of which a test should notice: found in TypeScript's syntax tree. */
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

/** All changes of a text: where it is replaced, and by what. */
export function mutationsOf(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found = [];
  const add = (node, replacement, kind) => {
    const start = node.getStart(source);
    const { line } = source.getLineAndCharacterOfPosition(start);
    const shown = text.slice(start, node.end).replace(/\s+/g, ' ');
    found.push({ file, line: line + 1, start, end: node.end, replacement, kind, shown });
  };
  const visit = (node) => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    if (ts.isBinaryExpression(node)) swapOperator(node, add);
    else if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken)
      add(node, node.operand.getText(source), 'negation removed');
    else if (ts.isIfStatement(node)) negate(node.expression, source, add);
    else if (ts.isConditionalExpression(node)) negate(node.condition, source, add);
    else if (ts.isNumericLiteral(node) && !ts.isPropertyAssignment(node.parent.parent))
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
  if (other !== undefined && !(operatorToken.kind === ts.SyntaxKind.PlusToken && (isText(left) || isText(right))))
    add(operatorToken, other, 'operator');
}

function negate(condition, source, add) {
  add(condition, `!(${condition.getText(source)})`, 'condition negated');
}

/** The text with the change in it. */
export function mutate(text, { start, end, replacement }) {
  return text.slice(0, start) + replacement + text.slice(end);
}
