/** What the Jupyter kernel uses of JupyterLite, which is there only in its own page. */

/** JupyterLite's own implementation of what every Jupyter kernel does: it takes messages, counts cells and answers. */
export interface BaseKernel {
  /** The number of the cell that runs, as the page shows it. */
  readonly executionCount: number;
  readonly isDisposed: boolean;
  dispose(): void;
  stream(content: { readonly name: string; readonly text: string }): void;
  displayData(content: Readonly<Record<string, unknown>>): void;
  publishExecuteError(content: CellError): void;
  handleComm(type: 'comm_close', content: object, metadata: object, buffers: readonly ArrayBuffer[]): void;
}

/** How it is made. */
export type BaseKernelClass = new (options: object) => BaseKernel;

/** An error as Jupyter's messages have it. */
export interface CellError {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

/** Where Jupyter kernels are registered. */
export interface KernelSpecs {
  register(kernel: {
    readonly spec: {
      readonly name: string;
      readonly display_name: string;
      readonly language: string;
      readonly argv: readonly string[];
      readonly resources: Readonly<Record<string, string>>;
    };
    readonly create: (options: object) => Promise<BaseKernel>;
  }): void;
}

/** What starts, interrupts and ends Jupyter kernels. */
export interface KernelClient {
  interrupt(id: string): Promise<void>;
  /** The Jupyter kernel itself. */
  getModel(id: string): Promise<BaseKernel | undefined>;
}

/** The files that the page shows. */
export interface Contents {
  save(
    path: string,
    file: { readonly type: 'file'; readonly format: 'base64'; readonly content: string },
  ): Promise<unknown>;
}

/** The page's application. */
export interface Application {
  readonly serviceManager: { readonly contents: Contents };
}

/** The module `@jupyterlite/services`. */
export interface Services {
  readonly BaseKernel: BaseKernelClass;
  readonly IKernelSpecs: object;
  readonly IKernelClient: object;
}

/** Modules that the page's programs share, by name and version. */
export type SharedModules = Readonly<Record<string, Readonly<Record<string, { get(): Promise<() => unknown> }>>>>;
