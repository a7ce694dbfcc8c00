/** Runs main.ts on any Node: Vite, which Vitest brings, compiles it and the library on the way. */
import { runnerImport } from 'vite';

const { module } = await runnerImport(new URL('./main.ts', import.meta.url).pathname);
process.exitCode = await module.main(process.argv.slice(2));
