/**
 * The editor of a code cell: CodeMirror with what the type checker knows. The page loads it when the first cell is to be edited
 * (`await import('../editor/editor')`); the type checker is loaded by the first edit, and without it the editor works all the same.
 */
import { acceptCompletion, closeCompletion, completionKeymap, completionStatus } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from '@codemirror/commands';
import { typescriptLanguage } from '@codemirror/lang-javascript';
import { bracketMatching, indentOnInput } from '@codemirror/language';
import { nextDiagnostic, previousDiagnostic } from '@codemirror/lint';
import { Annotation, EditorState, type Extension, Prec } from '@codemirror/state';
import { EditorView, highlightSpecialChars, type KeyBinding, keymap, lineNumbers } from '@codemirror/view';
import { APPEARANCE } from './appearance';
import { assistance, describeAtCursor, type EditedCell } from './assistance';
import { problems, say } from './problems';
import { typesAreMissing } from './types';

/** What an editor needs from its page. */
export interface EditorOptions {
  /** The number of the code cell, from 1. */
  readonly cell: number;
  readonly source: string;
  /** What a screen reader calls the editor: "Code of cell 4". */
  readonly label: string;
  /** The sources of code cells 1, 2 … as they stand in the page; that of this cell is not read. */
  readonly sources: () => readonly string[];
  /** Called after each edit of the reader, not for `setSource`. */
  readonly onChange: (source: string) => void;
  /** Called when the reader asks for a run with the keyboard. */
  readonly onRun: () => void;
}

/** An editor in the page. */
export interface CellEditor {
  focus(): void;
  /** Puts another text in place of the present one; the reader can undo it. */
  setSource(source: string): void;
  /** Takes the editor out of the page. */
  close(): void;
}

/** Changes that the page makes and therefore knows of. */
const isOfPage = Annotation.define<true>();

let lastId = 0;

/** Opens an editor as the last element in `parent`. */
export async function openEditor(parent: HTMLElement, options: EditorOptions): Promise<CellEditor> {
  const { cell, source, label, sources, onChange } = options;
  const edited: EditedCell = {
    cell,
    sources: (own) => {
      const all = [...sources()];
      all[cell - 1] = own;
      return all;
    },
  };
  const keys = keysElement();
  const changes = EditorView.updateListener.of(({ docChanged, state, transactions }) => {
    if (docChanged && !transactions.some((one) => one.annotation(isOfPage))) onChange(state.doc.toString());
  });
  const view = new EditorView({
    parent,
    doc: source,
    extensions: [
      lineNumbers(),
      highlightSpecialChars(),
      history(),
      typescriptLanguage,
      indentOnInput(),
      bracketMatching(),
      EditorState.tabSize.of(2),
      assistance(edited),
      problems(edited, keys),
      keyboard(options, edited),
      APPEARANCE,
      EditorView.contentAttributes.of({ 'aria-label': label, 'aria-describedby': keys.id }),
      changes,
    ],
  });
  return {
    focus: () => view.focus(),
    setSource: (text) => {
      if (text === view.state.doc.toString()) return;
      const change = { from: 0, to: view.state.doc.length, insert: text };
      view.dispatch({ changes: change, annotations: isOfPage.of(true) });
    },
    close: () => view.destroy(),
  };
}

/** What the keys do, for those who see it and as the description that screen readers give. */
function keysElement(): HTMLElement {
  const element = document.createElement('p');
  element.id = `editor-keys-${++lastId}`;
  element.className = 'cm-keys';
  const control = /Mac|iPhone|iPad/.test(navigator.platform) ? 'Cmd' : 'Ctrl';
  element.textContent =
    `Escape, then Tab leaves. ${control}+Enter runs, ${control}+Space completes, ` +
    `${control}+I tells a name’s type, F8 goes to the next error.`;
  return element;
}

function keyboard({ onRun }: EditorOptions, edited: EditedCell): Extension {
  const run = () => {
    onRun();
    return true;
  };
  const describe = (view: EditorView) => {
    void describeAtCursor(edited, view).then((text) => {
      const none = typesAreMissing() ? 'Types are not known.' : 'What stands at the cursor has no type.';
      view.dispatch({ effects: say.of({ text: text ?? none, stays: false }) });
    });
    return true;
  };
  const own: readonly KeyBinding[] = [
    { key: 'Mod-Enter', run },
    { key: 'Shift-Enter', run },
    { key: 'Mod-i', run: describe, preventDefault: true },
    { key: 'F8', run: nextDiagnostic, shift: previousDiagnostic },
    { key: 'Tab', run: (view) => acceptCompletion(view) || indentMore(view), shift: indentLess },
    { key: 'Escape', run: releaseTab },
  ];
  // A key or a click after Escape means that the reader stays.
  const stay = EditorView.domEventHandlers({
    blur: (_, view) => view.setTabFocusMode(false),
    mousedown: (_, view) => view.setTabFocusMode(false),
    beforeinput: (_, view) => view.setTabFocusMode(false),
  });
  return [Prec.high(keymap.of(own)), keymap.of([...completionKeymap, ...historyKeymap, ...defaultKeymap]), stay];
}

/** The next Tab goes on in the page, which may also do something with this Escape; one that closes the list of completions only does that. */
function releaseTab(view: EditorView): boolean {
  const isOpen = completionStatus(view.state) === 'active';
  closeCompletion(view);
  if (isOpen) return true;
  view.setTabFocusMode(true);
  return false;
}
