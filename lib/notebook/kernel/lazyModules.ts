/**
 * Loads packages when they are used. danfojs-node loads these with itself, which takes nine tenths of its time, though
 * it needs them only for some statistics, for spreadsheets and for addresses on the network.
 */
import Module from 'node:module';

const SELDOM_USED: ReadonlySet<string> = new Set(['mathjs', 'xlsx', 'request']);

type Load = (request: string, parent: { readonly filename?: string | null } | null, isMain: boolean) => unknown;

/** From now on danfojs-node gets these packages as stand-ins that load them on first use. */
export function lazyLoadHeavyDependencies(): void {
  const loader = Module as unknown as { _load: Load };
  const load = loader._load;
  loader._load = (request, parent, isMain) => {
    const isLazy = SELDOM_USED.has(request) && /[\\/]danfojs-node[\\/]/.test(parent?.filename ?? '');
    return isLazy ? onUse(() => load(request, parent, isMain) as object) : load(request, parent, isMain);
  };
}

/** A stand-in for a CommonJS module; the question of compiled code whether it is an ES module is no use of it. */
function onUse(load: () => object): object {
  let module: object | undefined;
  const loaded = () => {
    module ??= load();
    return module;
  };
  return new Proxy(() => {}, {
    get: (_, name) => (name === '__esModule' ? undefined : Reflect.get(loaded(), name)),
    apply: (_, self, parts) => Reflect.apply(loaded() as () => unknown, self, parts),
  });
}
