/** How a reader uses a page of the live book. */
import type { Locator, Page } from 'playwright-core';
import type { Notebook } from '../../lib/cells/document';
import { notebooks } from './book';
import type { ServedSite } from './site';

/** A notebook of these code cells, that no run has filled. */
export function notebookOf(name: string, ...sources: readonly string[]): Notebook {
  const cells = sources.map((source, index) => ({
    kind: 'code' as const,
    id: `code-${index + 1}`,
    source,
    metadata: {},
    outputs: [],
    executionCount: null,
  }));
  const title = { kind: 'markdown' as const, id: 'title', source: `# ${name}`, metadata: {} };
  return { name, path: `${name}.ipynb`, metadata: { language: 'typescript' }, cells: [title, ...cells] };
}

/** Code cell `number` of `page`. */
export function cell(page: Page, number: number): Locator {
  return page.locator(`.cell[data-cell="${number}"]`);
}

/** What has become of the cells: `shown`, `stale`, `failed` … */
export function states(page: Page): Promise<(string | null)[]> {
  return page.locator('.cell').evaluateAll((all) => all.map((one) => one.getAttribute('data-state')));
}

/** What a cell shows, without the buttons. */
export async function shown(page: Page, number: number): Promise<string> {
  return (await cell(page, number).locator('.outputs').textContent()) ?? '';
}

/** Opens the editor of a cell; what types in it. */
export async function openEditor(page: Page, number: number): Promise<Locator> {
  await cell(page, number)
    .getByRole('button', { name: `Edit cell ${number}` })
    .click();
  const field = page.getByRole('textbox', { name: `Code of cell ${number}` });
  await field.waitFor();
  return field;
}

/** Writes `source` into a cell and leaves its editor. */
export async function edit(page: Page, number: number, source: string): Promise<void> {
  await (await openEditor(page, number)).fill(source);
  await cell(page, number)
    .getByRole('button', { name: `Done with editing cell ${number}` })
    .click();
  await page.getByRole('textbox', { name: `Code of cell ${number}` }).waitFor({ state: 'detached' });
}

/** Takes all edits back. */
export async function reset(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Reset', exact: true }).click();
  await page.getByRole('button', { name: 'Take them back' }).click();
}

/** Presses *Run all*, and waits for the end of the run; what the page says of it. */
export async function runAll(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Run all' }).click();
  return untilEnd(page);
}

/** Presses *Run* of a cell, and waits for the end of the run; what the page says of it. */
export async function runCell(page: Page, number: number): Promise<string> {
  await cell(page, number)
    .getByRole('button', { name: `Run cell ${number}` })
    .click();
  return untilEnd(page);
}

/** Waits for the end of a run that has begun; what the page says of it. */
export async function untilEnd(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Run all' }).waitFor();
  return (await page.locator('.status').textContent()) ?? '';
}

/** The notebook that sites of these tests have as index.html: it comes first. */
export const IDLE = notebooks.filter(({ name }) => name === '04-docker-proxy-is-idle');

/** Three cells: each needs the one above it. */
export const SMALL = notebookOf(
  'small',
  'const one: number = 1;',
  "const two = one + 1;\nconsole.log('two is', two);",
  'two + 1',
);

/** How a test file opens the pages of its site. */
export function opener(site: Pick<ServedSite, 'url'>): (page: Page, name: string, hash?: string) => Promise<void> {
  return async (page, name, hash = '') => {
    await page.goto(site.url(`${name}.html${hash}`));
    await page.getByRole('button', { name: 'Run all' }).waitFor();
  };
}

/** What the page says above its cells. */
export function notice(page: Page, text: string | RegExp): Locator {
  return page.locator('.notice', { hasText: text });
}

/** Presses the button of this name. */
export function press(page: Page, name: string): Promise<void> {
  return page.getByRole('button', { name, exact: true }).click();
}
