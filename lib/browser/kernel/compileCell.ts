/**
 * A cell's TypeScript as the JavaScript of one function: types are taken out in place, so that lines keep their numbers, and names
 * of the top level become properties of the scope `$` that all cells share, as tslab's exports are.
 */
import {
  type AnyNode,
  type Expression,
  type ImportDeclaration,
  type ModuleDeclaration,
  type Pattern,
  type Program,
  parse,
  type Statement,
  type VariableDeclaration,
} from 'acorn';
import { transform } from 'sucrase';

/** A cell that cannot be compiled; the message is a sentence without the place. */
export class CellSyntaxError extends Error {
  readonly code = 'ERR_CELL_SYNTAX';

  /** `line` counts from 1. */
  constructor(
    message: string,
    readonly line: number,
  ) {
    super(message);
  }
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The scope that cells share, and the function that imports for them, as the compiled code calls them. */
export const SCOPE = '$scope';
export const IMPORT = '$import';
/** What the last expression of a cell is kept as. */
export const RESULT = '$result';

/**
 * The body of an async function of `$scope` and `$import`, in as many lines as `source` has. It sets `$result` on the scope if the cell
 * ends with an expression. Throws CellSyntaxError.
 */
export function compileCell(source: string): string {
  const code = stripTypes(source);
  const program = parseProgram(code);
  const edits: Edit[] = [];
  const hoisted: string[] = [];
  for (const statement of program.body)
    editStatement(code, statement, statement === program.body.at(-1), edits, hoisted);
  return hoisted.join('') + applyEdits(code, edits);
}

const NAMESPACE = /^\s*(?:export\s+)?(?:namespace|module)\s+[\w.]+\s*\{/;

/** Takes the types out. Throws CellSyntaxError, also for a namespace, which sucrase would leave out with all that is in it. */
function stripTypes(source: string): string {
  const code = transformed(source);
  const stripped = code.split('\n');
  const lost = source.split('\n').findIndex((line, at) => NAMESPACE.test(line) && !NAMESPACE.test(stripped[at] ?? ''));
  if (lost >= 0) throw new CellSyntaxError('a page runs no namespaces: use an object or a class', lost + 1);
  return code;
}

function transformed(source: string): string {
  try {
    return transform(source, {
      transforms: ['typescript'],
      disableESTransforms: true,
      keepUnusedImports: true,
      production: true,
    }).code;
  } catch (error) {
    throw syntaxError(error);
  }
}

function parseProgram(code: string): Program {
  try {
    return parse(code, {
      ecmaVersion: 'latest',
      sourceType: 'module',
      allowAwaitOutsideFunction: true,
      locations: true,
    });
  } catch (error) {
    throw syntaxError(error);
  }
}

/** What sucrase and acorn throw: `Error transforming undefined: Unexpected token (3:5)`. */
function syntaxError(error: unknown): CellSyntaxError {
  const text = error instanceof Error ? error.message : String(error);
  const [, message = text, line = '1'] = /^(?:Error transforming \S+ )?(.*?) \((\d+):\d+\)/s.exec(text) ?? [];
  return new CellSyntaxError(message.replace(/^SyntaxError: /, ''), Number(line));
}

function editStatement(
  code: string,
  node: Statement | ModuleDeclaration,
  isLast: boolean,
  edits: Edit[],
  hoisted: string[],
): void {
  switch (node.type) {
    case 'ImportDeclaration':
      edits.push({ start: node.start, end: node.end, text: importText(code, node) });
      return;
    case 'ExportNamedDeclaration':
      if (node.declaration == null) remove(code, node, edits);
      else {
        edits.push({ start: node.start, end: node.declaration.start, text: '' });
        editStatement(code, node.declaration, false, edits, hoisted);
      }
      return;
    case 'ExportDefaultDeclaration': {
      const { declaration } = node;
      const isNamed =
        /^(?:Function|Class)Declaration$/.test(declaration.type) && 'id' in declaration && declaration.id !== null;
      edits.push({ start: node.start, end: declaration.start, text: isNamed ? '' : `${SCOPE}.default = ` });
      if (isNamed) editStatement(code, declaration as Statement, false, edits, hoisted);
      return;
    }
    case 'ExportAllDeclaration':
      remove(code, node, edits);
      return;
    case 'VariableDeclaration':
      editVariables(code, node, edits);
      return;
    case 'FunctionDeclaration':
      // Functions can be called above the line that declares them.
      hoisted.push(`${SCOPE}.${node.id.name} = ${node.id.name};`);
      return;
    case 'ClassDeclaration':
      edits.push({ start: node.end, end: node.end, text: ` ${SCOPE}.${node.id.name} = ${node.id.name};` });
      return;
    case 'ExpressionStatement':
      if (isLast) edits.push(...keepResult(code, node));
      return;
    default:
      editNestedVars(code, node, edits);
  }
}

/** `var` in a block or in a loop's head belongs to the cell. */
function editNestedVars(code: string, node: AnyNode, edits: Edit[]): void {
  if (/Function|Class|Method/.test(node.type)) return;
  if (node.type === 'VariableDeclaration') {
    if (node.kind === 'var') editVariables(code, node, edits);
    return;
  }
  if ((node.type === 'ForInStatement' || node.type === 'ForOfStatement') && node.left.type === 'VariableDeclaration') {
    if (node.left.kind === 'var') {
      const [declarator] = node.left.declarations;
      if (declarator)
        edits.push({ start: node.left.start, end: node.left.end, text: patternText(code, declarator.id) });
    }
    editNestedVars(code, node.body, edits);
    return;
  }
  if (node.type === 'ForStatement' && node.init?.type === 'VariableDeclaration') {
    if (node.init.kind === 'var') editVariables(code, node.init, edits, true);
    editNestedVars(code, node.body, edits);
    return;
  }
  for (const child of childrenOf(node)) editNestedVars(code, child, edits);
}

function childrenOf(node: AnyNode): AnyNode[] {
  return Object.values(node).flatMap((value: unknown) => {
    const items = Array.isArray(value) ? value : [value];
    return items.filter((item): item is AnyNode => typeof item === 'object' && item !== null && 'type' in item);
  });
}

/**
 * `let a = 1, { b } = c` as `;($scope.a = 1, { b: $scope.b } = c);`; only the keyword and the patterns change. What never changes
 * stays a constant of the cell, whatever a later cell declares by the same name: the scope gets a copy.
 */
function editVariables(code: string, node: VariableDeclaration, edits: Edit[], isInHead = false): void {
  const [first] = node.declarations;
  if (first === undefined) return;
  if (node.kind === 'const') {
    const copies = node.declarations.flatMap(({ id }) => namesIn(id)).map((name) => ` ${SCOPE}.${name} = ${name};`);
    edits.push({ start: node.end, end: node.end, text: `;${copies.join('')}` });
    return;
  }
  edits.push({ start: node.start, end: first.start, text: isInHead ? '(' : ';(' });
  for (const { id, init } of node.declarations) {
    const target = patternText(code, id);
    // `var a;` leaves a value that `a` has already.
    const text = init != null ? target : `${target} = ${node.kind === 'var' ? target : 'undefined'}`;
    edits.push({ start: id.start, end: id.end, text });
    if (id.type === 'Identifier' && init != null && isAnonymousFunction(init)) {
      // A function without a name is called as the variable that it is put into.
      edits.push({ start: init.start, end: init.start, text: `({ ${id.name}: ` });
      edits.push({ start: init.end, end: init.end, text: ` }).${id.name}` });
    }
  }
  const end = code[node.end - 1] === ';' ? node.end - 1 : node.end;
  edits.push({ start: end, end: node.end, text: isInHead ? ')' : ');' });
}

/** The names that a pattern declares. */
function namesIn(pattern: Pattern): readonly string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'AssignmentPattern':
      return namesIn(pattern.left);
    case 'RestElement':
      return namesIn(pattern.argument);
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element === null ? [] : namesIn(element)));
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        namesIn(property.type === 'RestElement' ? property : property.value),
      );
    default:
      return [];
  }
}

function isAnonymousFunction(init: Expression): boolean {
  if (init.type === 'ArrowFunctionExpression') return true;
  return (init.type === 'FunctionExpression' || init.type === 'ClassExpression') && init.id == null;
}

/** A pattern whose names are properties of the scope, in as many lines. */
function patternText(code: string, pattern: Pattern): string {
  switch (pattern.type) {
    case 'Identifier':
      return `${SCOPE}.${pattern.name}`;
    case 'AssignmentPattern':
      return patternText(code, pattern.left) + code.slice(pattern.left.end, pattern.end);
    case 'RestElement':
      return `...${patternText(code, pattern.argument)}`;
    case 'ArrayPattern':
      return replaceParts(
        code,
        pattern,
        pattern.elements.filter((element) => element !== null),
      );
    case 'ObjectPattern': {
      const edits = pattern.properties.map((property): Edit => {
        if (property.type === 'RestElement') return { ...property, text: patternText(code, property) };
        const text = patternText(code, property.value);
        if (property.shorthand)
          return { ...property, text: `${code.slice(property.key.start, property.key.end)}: ${text}` };
        return { start: property.value.start, end: property.value.end, text };
      });
      return applyEdits(code.slice(0, pattern.end), edits).slice(pattern.start);
    }
    default:
      return code.slice(pattern.start, pattern.end);
  }
}

function replaceParts(code: string, whole: Pattern, parts: readonly Pattern[]): string {
  const edits = parts.map((part) => ({ start: part.start, end: part.end, text: patternText(code, part) }));
  return applyEdits(code.slice(0, whole.end), edits).slice(whole.start);
}

/** The value of an expression, with the parentheses that it may stand in. */
function keepResult(code: string, { start, end }: Statement): readonly Edit[] {
  const last = code[end - 1] === ';' ? end - 1 : end;
  return [
    { start, end: start, text: `${SCOPE}.${RESULT} = (` },
    { start: last, end, text: '\n);' },
  ];
}

function importText(code: string, node: ImportDeclaration): string {
  const lines = '\n'.repeat(code.slice(node.start, node.end).split('\n').length - 1);
  const module = JSON.stringify(node.source.value);
  const assignments = node.specifiers.map((specifier) => {
    const local = `${SCOPE}.${specifier.local.name}`;
    if (specifier.type === 'ImportNamespaceSpecifier') return `${local} = $module`;
    if (specifier.type === 'ImportDefaultSpecifier') return `${local} = $module.default`;
    const { imported } = specifier;
    const name = imported.type === 'Identifier' ? imported.name : String(imported.value);
    return `${local} = $module[${JSON.stringify(name)}]`;
  });
  return `{ const $module = await ${IMPORT}(${module}); ${assignments.map((one) => `${one}; `).join('')}}${lines}`;
}

function remove(code: string, node: AnyNode, edits: Edit[]): void {
  edits.push({ start: node.start, end: node.end, text: code.slice(node.start, node.end).replace(/[^\n]/g, '') });
}

function applyEdits(code: string, edits: readonly Edit[]): string {
  let text = '';
  let at = 0;
  for (const edit of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    text += code.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return text + code.slice(at);
}
