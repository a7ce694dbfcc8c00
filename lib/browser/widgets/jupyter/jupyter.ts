/** What the extension uses of JupyterLab 4, Notebook 7 and JupyterLite, which is there only in their own pages. */

/** Tells of something that happened. */
export interface Signal<Sender, Value> {
  connect(slot: (sender: Sender, value: Value) => void): void;
}

/** One output. */
export interface OutputModel {
  readonly data: Readonly<Record<string, unknown>>;
  setData(options: { readonly data: Readonly<Record<string, unknown>> }): void;
}

/** The outputs of a cell. */
export interface OutputList {
  readonly length: number;
  readonly changed: Signal<unknown, unknown>;
  get(index: number): OutputModel;
}

/** A cell, whether it is drawn or not; text cells have no outputs. */
export interface CellModel {
  readonly id: string;
  readonly type: string;
  readonly sharedModel: { getSource(): string };
  readonly outputs?: OutputList;
}

/** A cell in the page. */
export interface CellWidget {
  readonly model: CellModel;
  readonly node: HTMLElement;
}

/** A message of a Jupyter kernel. */
export interface Message {
  readonly header: { readonly msg_type: string };
  readonly content: Readonly<Record<string, unknown>>;
}

/** A request that a Jupyter kernel works on. */
export interface Future {
  onIOPub: (message: Message) => void;
  readonly done: Promise<unknown>;
}

/** A Jupyter kernel. */
export interface Kernel {
  requestExecute(content: {
    readonly code: string;
    readonly store_history: boolean;
    readonly stop_on_error: boolean;
  }): Future;
}

/** A notebook that is open. */
export interface NotebookPanel {
  readonly node: HTMLElement;
  readonly content: {
    readonly widgets: readonly CellWidget[];
    readonly model: { readonly contentChanged: Signal<unknown, unknown>; getMetadata(key: string): unknown } | null;
    scrollToItem(index: number): Promise<void>;
  };
  readonly context: { readonly path: string; readonly ready: Promise<unknown> };
  readonly sessionContext: { readonly session: { readonly kernel: Kernel | null } | null };
}

/** The notebooks that are open. */
export interface NotebookTracker {
  readonly widgetAdded: Signal<unknown, NotebookPanel>;
  find(matches: (panel: NotebookPanel) => boolean): NotebookPanel | undefined;
  forEach(act: (panel: NotebookPanel) => void): void;
}

/** An element of the page, and how long it lives. */
export interface LuminoWidget {
  readonly node: HTMLElement;
  dispose(): void;
}

/** The class of such elements. */
export type LuminoWidgetClass = new () => LuminoWidget;

/** What draws outputs, by mime type. */
export interface RenderMime {
  addFactory(
    factory: {
      readonly safe: boolean;
      readonly mimeTypes: readonly string[];
      readonly createRenderer: () => LuminoWidget;
    },
    rank: number,
  ): void;
}

/** Modules that the page's programs share, by name and version. */
export type SharedModules = Readonly<Record<string, Readonly<Record<string, { get(): Promise<() => unknown> }>>>>;
