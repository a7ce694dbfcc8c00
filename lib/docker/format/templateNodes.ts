/** A template as a tree, and how Go writes its parts in complaints. Go: text/template/parse/node.go. */
import { quote } from './goPrint';

/** Where it stands in the template's text. */
interface Placed {
  readonly position: number;
}

/** A part of a command. */
export type Operand =
  | (Placed & { readonly kind: 'field' | 'variable'; readonly names: readonly string[] })
  | (Placed & { readonly kind: 'function'; readonly name: string })
  | (Placed & { readonly kind: 'dot' | 'nil' })
  | (Placed & { readonly kind: 'bool'; readonly isTrue: boolean })
  | (Placed & { readonly kind: 'number'; readonly text: string; readonly value: number; readonly isInteger: boolean })
  | (Placed & { readonly kind: 'string'; readonly text: string })
  | (Placed & { readonly kind: 'chain'; readonly start: Operand; readonly names: readonly string[] })
  | Pipeline;

/** What stands between bars. */
export interface Command extends Placed {
  readonly kind: 'command';
  readonly operands: readonly Operand[];
}

/** Commands, each of which has the value of the one before it as its last argument. */
export interface Pipeline extends Placed {
  readonly kind: 'pipeline';
  readonly variables: readonly string[];
  /** `=`, not `:=`. */
  readonly isAssignment: boolean;
  readonly commands: readonly Command[];
}

/** A part of a template. */
export type TemplateNode =
  | { readonly kind: 'text'; readonly text: string }
  | (Placed & { readonly kind: 'action'; readonly pipeline: Pipeline })
  | (Placed & { readonly kind: 'template'; readonly name: string; readonly pipeline: Pipeline | undefined })
  | Jump
  | BlockNode;

/** `{{break}}`, `{{continue}}` */
export interface Jump {
  readonly kind: 'break' | 'continue';
}

/** What stands between `{{range …}}`, `{{if …}}` or `{{with …}}` and `{{end}}`. */
export interface BlockNode extends Placed {
  readonly kind: 'range' | 'if' | 'with';
  readonly pipeline: Pipeline;
  readonly body: readonly TemplateNode[];
  readonly otherwise: readonly TemplateNode[];
}

/** What complaints say where they are about. */
export type Named = Operand | Command | Exclude<TemplateNode, Jump | { readonly kind: 'text' }>;

/** A part as Go writes it. */
export function nodeText(node: Named): string {
  switch (node.kind) {
    case 'field':
      return node.names.map((name) => `.${name}`).join('');
    case 'variable':
      return node.names.join('.');
    case 'function':
      return node.name;
    case 'dot':
      return '.';
    case 'nil':
      return 'nil';
    case 'bool':
      return `${node.isTrue}`;
    case 'number':
      return node.text;
    case 'string':
      return node.text;
    case 'chain':
      return `${inParentheses(node.start)}${node.names.map((name) => `.${name}`).join('')}`;
    case 'command':
      return node.operands.map(inParentheses).join(' ');
    case 'pipeline': {
      const variables =
        node.variables.length === 0 ? '' : `${node.variables.join(', ')} ${node.isAssignment ? '=' : ':='} `;
      return variables + node.commands.map(nodeText).join(' | ');
    }
    case 'action':
      return `{{${nodeText(node.pipeline)}}}`;
    case 'template':
      return `{{template ${quote(node.name)}${node.pipeline === undefined ? '' : ` ${nodeText(node.pipeline)}`}}}`;
    default: {
      const otherwise = node.otherwise.length === 0 ? '' : `{{else}}${node.otherwise.map(textOf).join('')}`;
      return `{{${node.kind} ${nodeText(node.pipeline)}}}${node.body.map(textOf).join('')}${otherwise}{{end}}`;
    }
  }
}

function inParentheses(operand: Operand): string {
  return operand.kind === 'pipeline' ? `(${nodeText(operand)})` : nodeText(operand);
}

function textOf(node: TemplateNode): string {
  if (node.kind === 'text') return node.text;
  return isJump(node) ? `{{${node.kind}}}` : nodeText(node);
}

function isJump(node: TemplateNode): node is Jump {
  return node.kind === 'break' || node.kind === 'continue';
}
