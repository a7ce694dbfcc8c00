/**
 * The extension of JupyterLite that brings its Jupyter kernel for TypeScript: a module federation container with one module, as a
 * bundler makes it of a package. It lies in `lab/extensions/NAME/static/` of the site, and the site's assets beside `lab/`.
 */
import type { Application, KernelClient, KernelSpecs, Services, SharedModules } from './jupyter';
import { type Interruptible, tslabKernel } from './tslabKernel';

/** The name of the extension, which is also its folder's. */
const NAME = 'chainwalk-kernel';
/** The name by which the notebooks ask for their Jupyter kernel. */
const KERNEL = 'tslab';

interface Page {
  _JUPYTERLAB?: Record<string, unknown>;
}

const script = document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : location.href;
const assets = new URL('../../../../assets/', script).href;
let shared: SharedModules = {};

const container = {
  init(modules: SharedModules): void {
    shared = modules;
  },
  async get(): Promise<() => object> {
    const { BaseKernel, IKernelSpecs, IKernelClient } = (await load('@jupyterlite/services')) as Services;
    const plugin = {
      id: `${NAME}:plugin`,
      autoStart: true,
      requires: [IKernelSpecs, IKernelClient],
      activate: ({ serviceManager }: Application, specs: KernelSpecs, client: KernelClient) => {
        const Kernel = tslabKernel({ Base: BaseKernel, assets, contents: serviceManager.contents });
        specs.register({
          spec: { name: KERNEL, display_name: 'TypeScript', language: 'typescript', argv: [], resources: {} },
          create: async (options) => new Kernel(options),
        });
        tellOfInterrupts(client);
      },
    };
    return () => plugin;
  },
};
const page = globalThis as Page;
page._JUPYTERLAB ??= {};
page._JUPYTERLAB[NAME] = container;

async function load(name: string): Promise<unknown> {
  const [module] = Object.values(shared[name] ?? {});
  if (module === undefined) throw new Error(`this JupyterLite has no ${name}`);
  return (await module.get())();
}

/** JupyterLite only drops the cells that wait. The one that runs is its Jupyter kernel's to end. */
function tellOfInterrupts(client: KernelClient): void {
  const interrupt = client.interrupt.bind(client);
  client.interrupt = async (id) => {
    await interrupt(id);
    const kernel = (await client.getModel(id)) as Interruptible | undefined;
    kernel?.interrupt?.();
  };
}
