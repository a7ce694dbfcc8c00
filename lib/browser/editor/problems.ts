/** What the type checker finds in a cell: marked in its text and beside its lines, and in words below. */
import { type Diagnostic, forEachDiagnostic, lintGutter, setDiagnostics, setDiagnosticsEffect } from '@codemirror/lint';
import { type EditorState, type Extension, StateEffect } from '@codemirror/state';
import { type EditorView, type Panel, showPanel, ViewPlugin, type ViewUpdate } from '@codemirror/view';
import type { Problem, Sources } from '../types/protocol';
import type { EditedCell } from './assistance';
import { askTypes, typesAreStarted, watchTypes } from './types';

/** Milliseconds from the last key to the check. */
const DELAY = 300;

/** More than these are counted below the text, not listed. */
const LISTED = 5;

/** Says something below the text, until the next edit or for good. */
export const say = StateEffect.define<{ readonly text: string; readonly stays: boolean }>();

/** Checks `edited` when it is changed, and shows what is found, below the text with `keys`, an element that tells the keys. */
export function problems(edited: EditedCell, keys: HTMLElement): Extension {
  const checks = ViewPlugin.define((view) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stopWatching = watchTypes({
      onProblems: (found, sources) => show(view, edited.cell, found, sources),
      isWatched: () => view.hasFocus,
      onFailure: (reason) =>
        view.dispatch({ effects: say.of({ text: `Types are not checked. ${reason}`, stays: true }) }),
    });
    const check = () => void askTypes('check', edited.sources(view.state.doc.toString()), {});
    const checkSoon = () => {
      clearTimeout(timer);
      timer = setTimeout(check, DELAY);
    };
    if (typesAreStarted()) checkSoon();
    return {
      update: ({ docChanged, transactions }: ViewUpdate) => {
        if (!docChanged) return;
        const isOfReader = transactions.some((one) => one.isUserEvent('input') || one.isUserEvent('delete'));
        // The first check takes longest: it begins while the reader is still writing.
        if (isOfReader && !typesAreStarted()) check();
        if (typesAreStarted()) checkSoon();
      },
      destroy: () => {
        clearTimeout(timer);
        stopWatching();
      },
    };
  });
  return [checks, lintGutter(), showPanel.of((view) => belowPanel(view, keys))];
}

function show(view: EditorView, cell: number, found: readonly Problem[], sources: Sources): void {
  const { doc } = view.state;
  // Another check is under way for what was written since.
  if (sources[cell - 1] !== doc.toString()) return;
  const diagnostics = found.flatMap((problem): Diagnostic[] => {
    if (problem.cell !== cell || problem.line > doc.lines) return [];
    const from = Math.min(doc.line(problem.line).from + problem.column - 1, doc.length);
    const to = Math.min(from + problem.length, doc.length);
    return [{ from, to, message: problem.message, severity: problem.isError ? 'error' : 'info' }];
  });
  view.dispatch(setDiagnostics(view.state, diagnostics));
}

/** Below the text: the problems, each with a button that goes there; what else is said; the keys. */
function belowPanel(view: EditorView, keys: HTMLElement): Panel {
  const dom = element('div');
  dom.className = 'cm-below';
  const list = element('ul');
  list.setAttribute('aria-live', 'polite');
  const note = element('p');
  note.className = 'cm-note';
  note.setAttribute('role', 'status');
  dom.append(list, note, keys);
  let shown = '';
  let said = { text: '', stays: true };
  return {
    dom,
    update: ({ docChanged, state, transactions }) => {
      const effects = transactions.flatMap((one) => one.effects);
      for (const effect of effects) if (effect.is(say)) said = effect.value;
      if (docChanged && !said.stays) said = { text: '', stays: true };
      if (note.textContent !== said.text) note.textContent = said.text;
      if (!docChanged && !effects.some((effect) => effect.is(setDiagnosticsEffect))) return;
      const items = problemItems(state);
      const text = JSON.stringify(items.map(({ line, message }) => [line, message]));
      // What is the same is not read out again.
      if (text === shown) return;
      shown = text;
      list.replaceChildren(...items.slice(0, LISTED).map((item, index) => problemElement(view, item, index)));
      if (items.length > LISTED) list.append(element('li', `… and ${items.length - LISTED} more.`));
    },
  };
}

interface ProblemItem {
  readonly line: number;
  readonly from: number;
  readonly message: string;
  readonly isError: boolean;
}

function problemItems(state: EditorState): readonly ProblemItem[] {
  const items: ProblemItem[] = [];
  forEachDiagnostic(state, ({ message, severity }, from) => {
    items.push({ line: state.doc.lineAt(from).number, from, message, isError: severity === 'error' });
  });
  return items;
}

/** A problem in words; the button goes to where it then is. */
function problemElement(view: EditorView, { line, message, isError }: ProblemItem, index: number): HTMLElement {
  const item = element('li');
  if (!isError) item.className = 'cm-remark';
  const button = element('button', `Line ${line}`);
  button.type = 'button';
  button.addEventListener('click', () => {
    const anchor = problemItems(view.state)[index]?.from;
    if (anchor !== undefined) view.dispatch({ selection: { anchor }, scrollIntoView: true });
    view.focus();
  });
  item.append(button, message);
  return item;
}

function element<Name extends keyof HTMLElementTagNameMap>(name: Name, text = ''): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
