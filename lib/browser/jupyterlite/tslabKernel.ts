/** The Jupyter kernel of JupyterLite's pages: what tslab is to JupyterLab. Its cells run in a worker. */

import { LANGUAGE_INFO } from '../../cells/language';
import { VERSION } from '../../version';
import { encodeBase64 } from '../../view/figure/base64';
import { CellRunner } from './cellRunner';
import type { BaseKernel, BaseKernelClass, CellError, Contents } from './jupyter';

/** A Jupyter kernel that can be interrupted: JupyterLite's own cannot. */
export interface Interruptible extends BaseKernel {
  interrupt(): void;
}

/** What the Jupyter kernel runs with. */
export interface TslabOptions {
  /** JupyterLite's class of Jupyter kernels. */
  readonly Base: BaseKernelClass;
  /** The address of the site's assets. */
  readonly assets: string;
  /** Takes the files that cells write. */
  readonly contents: Contents;
}

/** The answer to what may be asked of a cell's execution. */
type Reply = { readonly status: 'ok'; readonly user_expressions: object } | ({ readonly status: 'error' } & CellError);

/** The class of this Jupyter kernel, made of what is there only at run time. */
export function tslabKernel({ Base, assets, contents }: TslabOptions): new (options: object) => Interruptible {
  return class TslabKernel extends Base implements Interruptible {
    readonly #runner = new CellRunner(assets);

    kernelInfoRequest() {
      return {
        status: 'ok',
        protocol_version: '5.3',
        implementation: 'chainwalk',
        implementation_version: VERSION,
        language_info: LANGUAGE_INFO,
        banner: 'TypeScript in a worker of this page',
        help_links: [],
      };
    }

    async executeRequest({ code }: { readonly code: string }): Promise<Reply & { readonly execution_count: number }> {
      const execution_count = this.executionCount;
      const error = await this.#runner.run(code, execution_count, {
        onOutput: (type, content) => this.#show(type, content),
        onFile: (path, bytes) => void this.#save(path, bytes),
      });
      if (error === undefined) return { status: 'ok', execution_count, user_expressions: {} };
      this.publishExecuteError(error);
      return { status: 'error', execution_count, ...error };
    }

    interrupt(): void {
      this.#runner.interrupt();
    }

    override dispose(): void {
      if (this.isDisposed) return;
      this.#runner.end();
      super.dispose();
    }

    completeRequest({ cursor_pos }: { readonly cursor_pos: number }) {
      return { status: 'ok', matches: [], cursor_start: cursor_pos, cursor_end: cursor_pos, metadata: {} };
    }

    inspectRequest() {
      return { status: 'ok', found: false, data: {}, metadata: {} };
    }

    isCompleteRequest() {
      return { status: 'unknown' };
    }

    inputReply(): void {}

    /** There is nothing here that a widget could talk to. */
    commOpen({ content }: { readonly content: { readonly comm_id: string } }): void {
      this.handleComm('comm_close', { comm_id: content.comm_id, data: {} }, {}, []);
    }

    commMsg(): void {}

    commClose(): void {}

    #show(type: string, content: Readonly<Record<string, unknown>>): void {
      if (type === 'stream') this.stream({ name: String(content.name), text: String(content.text) });
      else if (type === 'display_data') this.displayData({ ...content });
    }

    /** A file that a cell writes appears among the notebooks. */
    async #save(path: string, bytes: Uint8Array): Promise<void> {
      const name = path.replace(/^.*\//, '');
      try {
        await contents.save(name, { type: 'file', format: 'base64', content: encodeBase64(bytes) });
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        this.stream({ name: 'stderr', text: `The browser does not keep ${name}: ${reason}.\n` });
      }
    }
  };
}
