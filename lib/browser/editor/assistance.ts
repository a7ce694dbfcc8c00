/** What the type checker adds while one writes: names that could stand there, and what a name is. */
import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import { syntaxTree } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { type EditorView, hoverTooltip, type Tooltip, tooltips } from '@codemirror/view';
import type { Description, Sources, Spot } from '../types/protocol';
import { askTypes, typesAreStarted } from './types';

/** The cell that an editor is for, in the notebook as it stands. */
export interface EditedCell {
  readonly cell: number;
  readonly sources: (own: string) => Sources;
}

/** Pixels between what is shown beside the text and the window's edge. */
const MARGIN = 6;

/** Completion and hover for `cell`. */
export function assistance(cell: EditedCell): Extension {
  return [
    autocompletion({ override: [(context) => complete(cell, context)], maxRenderedOptions: 60 }),
    hoverTooltip((view, position) => hover(cell, view, position)),
    tooltips({
      tooltipSpace: () => ({ left: MARGIN, top: MARGIN, right: innerWidth - MARGIN, bottom: innerHeight - MARGIN }),
    }),
  ];
}

/** What stands at the cursor, as text: its type and its documentation. Undefined if it is nothing that has a type. */
export async function describeAtCursor({ cell, sources }: EditedCell, view: EditorView): Promise<string | undefined> {
  const at = { cell, offset: view.state.selection.main.head };
  const found = await askTypes('hover', sources(view.state.doc.toString()), { at });
  return found && [found.type, found.documentation].filter((part) => part !== '').join('\n');
}

/** Icons by TypeScript's words for kinds; CodeMirror has its own words for them. */
const KINDS: ReadonlyMap<string, string> = new Map([
  ['function', 'function'],
  ['local function', 'function'],
  ['method', 'method'],
  ['property', 'property'],
  ['getter', 'property'],
  ['const', 'constant'],
  ['alias', 'function'],
  ['class', 'class'],
  ['interface', 'interface'],
  ['type', 'type'],
  ['enum', 'enum'],
  ['module', 'namespace'],
  ['keyword', 'keyword'],
]);

async function complete(edited: EditedCell, context: CompletionContext): Promise<CompletionResult | null> {
  const word = context.matchBefore(/[\w$]+/);
  const from = word?.from ?? context.pos;
  const isMember = context.state.sliceDoc(from - 1, from) === '.';
  if (!context.explicit && ((word === null && !isMember) || /^\d/.test(word?.text ?? '') || isInText(context)))
    return null;
  const sources = edited.sources(context.state.doc.toString());
  const at: Spot = { cell: edited.cell, offset: context.pos };
  const found = await askTypes('complete', sources, { at });
  if (found === undefined || found.length === 0) return null;
  const options = found.map(
    ({ name, kind, rank }): Completion => ({
      label: name,
      type: KINDS.get(kind) ?? 'variable',
      boost: 15 - rank,
      info: async () => {
        const description = await askTypes('describe', sources, { at, name });
        return description ? descriptionElement(description) : null;
      },
    }),
  );
  return { from, options, validFor: /^[\w$]*$/ };
}

/** Nobody wants names offered while writing prose or a machine's command. */
function isInText({ state, pos }: CompletionContext): boolean {
  return /Comment|^String$|^TemplateString$|^RegExp$/.test(syntaxTree(state).resolveInner(pos, -1).name);
}

async function hover({ cell, sources }: EditedCell, view: EditorView, position: number): Promise<Tooltip | null> {
  if (!typesAreStarted()) return null;
  const found = await askTypes('hover', sources(view.state.doc.toString()), { at: { cell, offset: position } });
  if (found === undefined) return null;
  return { pos: found.from, end: found.to, above: true, create: () => ({ dom: descriptionElement(found) }) };
}

function descriptionElement({ type, documentation }: Description): HTMLElement {
  const element = document.createElement('div');
  element.className = 'cm-type';
  const pre = document.createElement('pre');
  pre.textContent = type;
  element.append(pre);
  if (documentation !== '') {
    const text = document.createElement('p');
    // What stands between backticks is code.
    documentation.split('`').forEach((part, index) => {
      const code = document.createElement('code');
      code.textContent = part;
      text.append(index % 2 === 1 ? code : part);
    });
    element.append(text);
  }
  return element;
}
