/** Programs whose code is loaded when the first of them is run: a page that only shows a prompt does not wait for them. */
import type { Process, Program } from '../../machine';

/** Makes programs of a module; `pick` finds one in it. The name is its own, for complaints. */
export type LatePrograms<Module> = (name: string, pick: (module: Module) => Program | undefined) => Program;

/** All programs of one module: `load` is called once, and again only if it failed. */
export function latePrograms<Module>(load: () => Promise<Module>): LatePrograms<Module> {
  let loaded: Module | undefined;
  return (name, pick) => {
    const run = (process: Process) => {
      const program = loaded === undefined ? undefined : pick(loaded);
      if (program === undefined) throw new Error(`${name} is run before its code is there: wait for its load() first`);
      return program(process);
    };
    return Object.assign(run, {
      load: async () => {
        loaded ??= await load();
      },
    });
  };
}
