/** The page of editor.test.ts: an editor for each of its cells, loaded as the book loads it. */
const cells = [...document.querySelectorAll('.cell')];
const sources = cells.map((cell) => cell.querySelector('code').textContent);
const page = { sources, runs: [], editors: [] };
globalThis.editorPage = page;

for (const [index, cell] of cells.entries()) {
  const button = cell.querySelector('button');
  button.addEventListener('click', async () => {
    const { openEditor } = await import('../../lib/browser/editor/editor.ts');
    const editor = await openEditor(cell, {
      cell: index + 1,
      source: sources[index],
      label: `Code of cell ${index + 1}`,
      sources: () => sources,
      onChange: (source) => {
        sources[index] = source;
      },
      onRun: () => page.runs.push(index + 1),
    });
    cell.querySelector('pre').hidden = true;
    page.editors[index] = editor;
    editor.focus();
  });
}
document.documentElement.dataset.ready = '';
