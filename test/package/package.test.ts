/** The package, packed, checked, installed in an empty folder and used there. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { publint } from 'publint';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sessionOf, transcriptOf } from '../readme/blocks';
import { entryPoints, install, LIB, pack, run, sizeOf } from './tarball';

const MEGABYTE = 1e6;
const require = createRequire(__filename);

let tarball: string;
beforeAll(() => {
  tarball = pack();
});
afterAll(() => rmSync(dirname(tarball), { recursive: true, force: true }));

describe('packed', () => {
  test('publint finds nothing', async () => {
    const { messages } = await publint({
      pack: { tarball: new Uint8Array(readFileSync(tarball)).buffer },
      strict: true,
    });
    expect(messages).toEqual([]);
  });

  test('are-the-types-wrong finds nothing, for imports and for requires', () => {
    const attw = join(dirname(require.resolve('@arethetypeswrong/cli/package.json')), 'dist/index.js');
    const { status, stdout } = run(LIB, process.execPath, [
      attw,
      tarball,
      '--profile',
      'node16',
      '--format',
      'ascii',
      '--no-emoji',
    ]);
    const resolved = stdout.split('\n').filter((line) => /^(node16|bundler)/.test(line));
    expect(resolved.length).toBe(3 * (entryPoints().length + 1));
    expect(resolved.filter((line) => !/: OK/.test(line))).toEqual([]);
    expect(status).toBe(0);
  });
});

describe('installed in an empty folder', () => {
  let folder: string;
  beforeAll(() => {
    folder = install(tarball);
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const node = (...args: readonly string[]) => run(folder, process.execPath, args);

  test('no package that came with it has an install script or a native part', () => {
    const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')) as {
      readonly packages: Readonly<Record<string, { readonly hasInstallScript?: true; readonly os?: unknown }>>;
    };
    const packages = Object.entries(lock.packages).filter(([path]) => path !== '');
    expect(packages.length).toBeGreaterThan(3);
    expect(packages.filter(([, { hasInstallScript, os }]) => hasInstallScript || os)).toEqual([]);
  });

  test('it takes less than 40 MB with all that came with it', () => {
    expect(sizeOf(join(folder, 'node_modules'))).toBeLessThan(40 * MEGABYTE);
  });

  test('the tarball has README and licence, those of what is built into it too, and nothing of the notebook lab', () => {
    const installed = join(folder, 'node_modules/chainwalk');
    expect(readFileSync(join(installed, 'README.md'), 'utf8')).toContain('npx chainwalk run');
    expect(readFileSync(join(installed, 'LICENSE'), 'utf8')).toContain('Apache License');
    expect(readFileSync(join(installed, 'dist/vendor/LICENSES.txt'), 'utf8')).toContain('just-bash 3.4.2, Apache-2.0');
    const { stdout } = run(folder, 'npm', ['ls', '--all', '--parseable']);
    expect(stdout).not.toMatch(/tslab|zeromq|jsdom|plotly|sql\.js|pdfmake/);
    expect(node('-e', "require('chainwalk/dist/notebook/run/run.js')").stderr).toContain(
      'ERR_PACKAGE_PATH_NOT_EXPORTED',
    );
  });

  test('npx chainwalk run prints the README’s example', () => {
    const readme = readFileSync(join(folder, 'node_modules/chainwalk/README.md'), 'utf8');
    const { status, stdout, stderr } = run(folder, 'npx', ['--no', 'chainwalk', 'run', '-'], sessionOf(readme));
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toBe(transcriptOf(readme));
  });

  test.each(entryPoints())('import and require of %s give the same things', (name) => {
    writeFileSync(
      join(folder, 'both.mjs'),
      `import { createRequire } from 'node:module';
       import * as imported from '${name}';
       const required = createRequire(import.meta.url)('${name}');
       const names = Object.keys(required);
       if (names.length === 0) throw new Error('nothing is exported');
       for (const key of names) if (imported[key] !== required[key]) throw new Error(key);`,
    );
    expect(node('both.mjs')).toMatchObject({ status: 0, stderr: '' });
  });

  test.each([
    ['import', 'user.mts'],
    ['require', 'user.cts'],
  ])('its types hold for a user in strict TypeScript, by %s', (_how, file) => {
    const names = entryPoints();
    const source = [
      ...names.map((name, index) => `import * as m${index} from '${name}';`),
      "import { lab, observe } from 'chainwalk';",
      'export async function main(): Promise<number> {',
      '  const access = await observe(await lab(), "client# ping -c 1 192.168.70.6");',
      '  return access.deltas.length;',
      '}',
      `export const all = [${names.map((_, index) => `m${index}`).join(', ')}];`,
    ].join('\n');
    writeFileSync(join(folder, file), source);
    const program = ts.createProgram([join(folder, file)], {
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      types: [],
      lib: ['lib.es2022.d.ts'],
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.Node20,
    });
    const problems = ts.getPreEmitDiagnostics(program).map(({ file: at, messageText }) => {
      return `${at?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    });
    expect(problems).toEqual([]);
  });
});
