/** The cells of a notebook under Biome: its recommended rules, and its format in the style of the project. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CellModule, cellModule, type Finding, findingAt } from '../../cells/cellModule';
import type { Notebook } from '../../cells/document';

const CONFIGURATION = {
  root: true,
  assist: { enabled: false },
  formatter: { indentStyle: 'space', indentWidth: 2, lineWidth: 120 },
  javascript: { formatter: { quoteStyle: 'single' } },
  linter: { rules: { preset: 'recommended' } },
};

interface Report {
  readonly diagnostics: readonly {
    readonly code?: { readonly value?: string };
    readonly message: string;
    readonly location?: { readonly range?: { readonly start: { readonly line: number } } };
  }[];
}

/** What Biome says of `notebook`'s cells: every rule that is broken, and the first line that is not formatted. */
export function lintCells(notebook: Notebook): Finding[] {
  const module = cellModule(notebook);
  const folder = mkdtempSync(join(tmpdir(), 'chainwalk-lint-'));
  try {
    writeFileSync(join(folder, 'biome.json'), JSON.stringify(CONFIGURATION));
    writeFileSync(join(folder, 'cells.ts'), module.text);
    const report = JSON.parse(biome(folder, ['lint', '--reporter=rdjson', 'cells.ts'])) as Report;
    const broken = report.diagnostics.map(({ code, message, location }) => {
      const rule = code?.value ? ` (${code.value})` : '';
      return findingAt(module, (location?.range?.start.line ?? 1) - 1, `${message}${rule}`);
    });
    return [...broken, ...unformatted(module, biome(folder, ['format', '--stdin-file-path=cells.ts'], module.text))];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function unformatted(module: CellModule, formatted: string): Finding[] {
  const lines = module.text.trimEnd().split('\n');
  const should = formatted.trimEnd().split('\n');
  const at = lines.findIndex((line, index) => line !== should[index]);
  const isBroken = formatted === '' || at < 0;
  return isBroken ? [] : [findingAt(module, at, `The format should be: ${should[at] ?? 'nothing more'}`)];
}

function biome(folder: string, command: readonly string[], input = ''): string {
  const program = require.resolve('@biomejs/biome/bin/biome');
  const run = spawnSync(process.execPath, [program, ...command, `--config-path=${folder}`], {
    cwd: folder,
    input,
    encoding: 'utf8',
  });
  return run.stdout;
}
