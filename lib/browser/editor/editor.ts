/** The editor of a cell: a plain field, as high as its text. */

/** An editor that is open. */
export interface CellEditor {
  focus(): void;
  /** Replaces the text without telling of a change. */
  setSource(source: string): void;
  close(): void;
}

/** What an editor is opened with. */
export interface EditorOptions {
  /** The number of the code cell, from 1. */
  readonly cell: number;
  readonly source: string;
  /** What it is called for those who do not see it. */
  readonly label: string;
  /** The present sources of all code cells. */
  readonly sources: () => readonly string[];
  onChange(source: string): void;
  onRun(): void;
}

/** Opens an editor at the end of `parent`. */
export async function openEditor(parent: HTMLElement, options: EditorOptions): Promise<CellEditor> {
  const field = document.createElement('textarea');
  field.value = options.source;
  field.spellcheck = false;
  field.setAttribute('aria-label', options.label);
  const fit = () => {
    field.rows = field.value.split('\n').length;
  };
  fit();
  field.addEventListener('input', () => {
    fit();
    options.onChange(field.value);
  });
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey || event.shiftKey)) return;
    event.preventDefault();
    options.onRun();
  });
  parent.append(field);
  return {
    focus: () => field.focus(),
    setSource: (source) => {
      field.value = source;
      fit();
    },
    close: () => field.remove(),
  };
}
