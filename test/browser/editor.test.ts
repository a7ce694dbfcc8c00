/** The editor of code cells, in a page of its own: on a server and opened as a file. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect } from 'vitest';
import { barriers } from './barriers';
import { watch } from './book';
import { test } from './chromium';
import { type EditorSite, serveEditors } from './editorSite';

const CELLS = [
  "import { lab, observe } from 'chainwalk';\n\nconst machines = await lab();",
  "const seen = await observe(machines, 'client$ ip address show dev eth0');\nseen.journeys.length;",
  'machines.places.map(({ name }) => name);',
];
let site: EditorSite;

beforeAll(async () => {
  site = await serveEditors(CELLS);
  return site.close;
}, 120_000);

/** What the page knows of its editors. */
interface EditorPage {
  readonly sources: readonly string[];
  readonly runs: readonly number[];
}

const editorPage = (page: Page) => page.evaluate<EditorPage>('({ ...editorPage, editors: undefined })');

/** Opens the page, and the editor of cell `cell` with the cursor at its end. */
async function edit(page: Page, cell: number, address = site.address) {
  if (page.url() !== address) await page.goto(address);
  await page.getByRole('button', { name: `Edit cell ${cell}` }).click();
  const editor = page.getByRole('textbox', { name: `Code of cell ${cell}` });
  await editor.and(page.locator(':focus')).waitFor();
  await page.keyboard.press('Control+End');
  const frame = page.locator('.cell').nth(cell - 1);
  return { editor, frame, problems: frame.locator('.cm-below li'), marks: frame.locator('.cm-lint-marker') };
}

/** The text of the line that the `at`th mark of the gutter stands beside. */
async function lineBeside(page: Page, cell: number, at = 0): Promise<string | undefined> {
  const frame = page.locator('.cell').nth(cell - 1);
  const mark = await frame.locator('.cm-lint-marker').nth(at).boundingBox();
  for (const line of await frame.locator('.cm-line').all()) {
    const box = await line.boundingBox();
    const middle = (mark?.y ?? 0) + (mark?.height ?? 0) / 2;
    if (box && box.y <= middle && middle < box.y + box.height) return (await line.textContent()) ?? '';
  }
  return undefined;
}

describe.each(['on a server', 'opened as a file'])('%s', (where) => {
  const address = () => (where === 'on a server' ? site.address : pathToFileURL(site.file).href);

  test('an error stands beside its line and goes when it is mended', async ({ page }) => {
    const seen = watch(page);
    const { problems, marks, frame } = await edit(page, 2, address());
    await page.keyboard.type('\nmachines.nobody();\nseen.outcome;');
    await problems.first().waitFor();
    expect(await problems.allInnerTexts()).toEqual([
      expect.stringMatching(/^Line 3\s*Property 'nobody' does not exist on type 'Lab'/),
    ]);
    expect(await marks.count()).toBe(1);
    expect(await lineBeside(page, 2)).toBe('machines.nobody();');
    expect(await frame.locator('.cm-lintRange-error').allTextContents()).toEqual(['nobody']);
    await problems.getByRole('button').click();
    for (const _ of 'nobody') await page.keyboard.press('Delete');
    await page.keyboard.type('settle');
    await marks.first().waitFor({ state: 'detached' });
    expect(await problems.count()).toBe(0);
    expect((await editorPage(page)).sources[1]).toBe(`${CELLS[1]}\nmachines.settle();\nseen.outcome;`);
    expect(seen.complaints).toEqual([]);
    expect(
      seen.requests.filter((url) => !/^(?:data|blob|file):/.test(url) && !url.startsWith(new URL('.', address()).href)),
    ).toEqual([]);
  });

  test('members are offered, with type and documentation, and a name tells its type', async ({ page }) => {
    const { editor } = await edit(page, 2, address());
    await page.keyboard.type('\nmachines.');
    const list = page.getByRole('listbox', { name: 'Completions' });
    await list.getByRole('option', { name: 'sh', exact: true }).waitFor();
    expect(await list.getByRole('option').allInnerTexts()).not.toContain('docker');
    await page.keyboard.type('sh');
    const info = page.locator('.cm-completionInfo');
    await info.waitFor();
    expect(await info.innerText()).toMatch(
      /sh\(line: string\): Promise<Outcome>\s+Runs a session's line, PLACE# COMMAND/,
    );
    await page.keyboard.press('Tab');
    await list.waitFor({ state: 'detached' });
    expect(await editor.innerText()).toMatch(/machines\.sh$/);
    await editor.getByText('observe', { exact: true }).hover();
    const type = page.locator('.cm-tooltip-hover .cm-type');
    await type.waitFor();
    expect(await type.innerText()).toMatch(
      /observe<.*line: string\): Promise<Observation>[\s\S]*writes down what it did/,
    );
  });
});

test('an edit in one cell is found to break another that is edited too', async ({ page }) => {
  const last = await edit(page, 3);
  await edit(page, 1);
  await page.keyboard.type('\nconst other = machines;');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('const machines = 3;');
  await last.problems.first().waitFor();
  expect(await last.problems.first().innerText()).toContain("Property 'places' does not exist on type '3'.");
});

test('with the keyboard alone: it indents, runs, tells types, goes to the error and leaves', async ({ page }) => {
  const { editor, frame, problems } = await edit(page, 2);
  const description = await editor.evaluate((element) => {
    const { ownerDocument, attributes } = element as unknown as HTMLElementLike;
    return ownerDocument.getElementById(attributes.getNamedItem('aria-describedby')?.value ?? '')?.textContent;
  });
  expect(description).toContain('Escape, then Tab leaves');
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Tab');
  expect(await editor.innerText()).toMatch(/^ {2}const seen/);
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Control+Enter');
  await page.keyboard.press('Shift+Enter');
  expect(await editorPage(page)).toMatchObject({ runs: [2, 2], sources: CELLS });

  await page.keyboard.press('Control+End');
  for (let count = 0; count < 3; count++) await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Control+i');
  const note = frame.getByRole('status');
  await note.getByText('number').waitFor();
  await page.keyboard.press('Control+Home');
  await page.keyboard.type('machines.nobody;\n');
  await problems.first().waitFor();
  await page.keyboard.press('F8');
  await page.keyboard.type('places');
  await problems.first().waitFor({ state: 'detached' });
  expect((await editorPage(page)).sources[1]).toMatch(/^machines\.places;\n/);

  // The first closes the list of completions.
  await page.getByRole('listbox', { name: 'Completions' }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  expect(await page.locator(':focus').innerText()).toBe('Edit cell 3');
});

test('an Escape that closes the list of completions leaves Tab to the text', async ({ page }) => {
  const { editor } = await edit(page, 2);
  await page.keyboard.type('\nmach');
  const list = page.getByRole('listbox', { name: 'Completions' });
  await list.waitFor();
  await page.keyboard.press('Escape');
  await list.waitFor({ state: 'detached' });
  await page.keyboard.press('Tab');
  expect(await editor.and(page.locator(':focus')).count()).toBe(1);
  expect(await editor.innerText()).toMatch(/ {2}mach$/);
});

test('the page can put another text in place, which the reader can undo, and close the editor', async ({ page }) => {
  const { editor } = await edit(page, 3);
  await page.evaluate("editorPage.editors[2].setSource('machines.now;')");
  expect(await editor.innerText()).toBe('machines.now;');
  expect((await editorPage(page)).sources).toEqual(CELLS);
  await page.keyboard.press('Control+z');
  expect(await editor.innerText()).toBe(CELLS[2]);
  await page.evaluate('editorPage.editors[2].close()');
  expect(await editor.count()).toBe(0);
});

test('nothing of the type checker is loaded before the first edit', async ({ page }) => {
  const seen = watch(page);
  const { editor } = await edit(page, 2);
  await editor.getByText('observe', { exact: true }).hover();
  await page.keyboard.press('ArrowUp');
  expect(seen.requests.filter((url) => /types|typeService|declarations/.test(url))).toEqual([]);
  await page.keyboard.type(' ');
  await page.waitForRequest(/declarations\.json/);
});

test.for(['types.js', 'declarations.json', 'parts/typeService*.js'])(
  'without %s cells can be edited, and it is said once why there are no types',
  async (file, { page }) => {
    await page.route(`**/assets/${file}`, (route) => route.abort());
    const { frame } = await edit(page, 2);
    await page.keyboard.type('\nmachines.nobody();');
    const sentence = /^Types are not checked\. A part of the page cannot be loaded: /;
    await frame.getByRole('status').filter({ hasText: sentence }).waitFor();
    await page.keyboard.press('Control+Space');
    await page.keyboard.press('Control+Enter');
    const other = await edit(page, 3);
    await page.keyboard.type(' // edited');
    await page.keyboard.press('Control+i');
    await other.frame.getByRole('status').filter({ hasText: 'Types are not known.' }).waitFor();
    expect(await page.getByText(sentence).count()).toBe(1);
    expect(await editorPage(page)).toMatchObject({
      runs: [2],
      sources: [CELLS[0], `${CELLS[1]}\nmachines.nobody();`, `${CELLS[2]} // edited`],
    });
  },
);

test('light, dark and on a phone nothing keeps somebody from reading', async ({ page }) => {
  const { problems } = await edit(page, 2);
  await page.keyboard.type('\nmachines.nobody(); // why?\nmachines.p');
  await problems.first().waitFor();
  await page.getByRole('listbox', { name: 'Completions' }).waitFor();
  expect(await barriers(page)).toEqual([]);
  const background = () => page.evaluate("getComputedStyle(document.querySelector('.cm-editor')).backgroundColor");
  const light = await background();
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await background()).not.toBe(light);
  expect(await barriers(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.setViewportSize({ width: 390, height: 800 });
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
});

test('the editor weighs less than 160 kB on its way, TypeScript less than 1.05 MB', () => {
  const parts = join(site.folder, 'site/assets/parts');
  const weigh = (name: string) => {
    const file = readdirSync(parts).find((part) => part.startsWith(name)) ?? '';
    return gzipSync(readFileSync(join(parts, file))).length;
  };
  expect(weigh('editor')).toBeLessThan(160_000);
  expect(weigh('typeService')).toBeLessThan(1_050_000);
});

/** As much of the DOM as is asked for above; tests are compiled without its types. */
interface HTMLElementLike {
  readonly ownerDocument: { getElementById(id: string): { readonly textContent: string } | null };
  readonly attributes: { getNamedItem(name: string): { readonly value: string } | null };
}
