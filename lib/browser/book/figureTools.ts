/** Buttons that save a picture as SVG, PNG or CSV, and a table as CSV. */
import { type Row, toCsv } from '../../view/figure/csv';
import { anchorTo } from './anchors';
import { button, element } from './button';
import { chartRows } from './chartRows';
import { pageNotebook, requestAt } from './notebook';
import { svgOf } from './pictures';
import type { ChartJson } from './plotly';
import { fileName, saveFile } from './saveFile';

/** Adds the buttons to figures and tables below `root`. */
export function addFigureTools(root: ParentNode): void {
  for (const figure of root.querySelectorAll('figure')) addTools(figure, pictureTools(figure));
  for (const frame of root.querySelectorAll(TABLES)) {
    const tables = [...frame.querySelectorAll('table')];
    if (tables.length > 0) addTools(frame, [saveButton('CSV', tableTitle(frame), () => saveTable(frame, tables))]);
  }
}

function addTools(place: Element, buttons: readonly HTMLButtonElement[]): void {
  if (buttons.length === 0) return;
  const tools = element('div', 'save tool', ...buttons);
  tools.setAttribute('role', 'group');
  tools.setAttribute('aria-label', 'Save');
  if (place.matches('figure')) {
    tools.setAttribute('aria-label', 'Save and link');
    tools.append(anchorTo(place));
    place.querySelector('.scroll')?.after(tools);
  } else place.after(tools);
}

function pictureTools(figure: Element): HTMLButtonElement[] {
  const image = figure.querySelector('img');
  const svg = image === null ? undefined : svgOf(image);
  const title = (image?.alt ?? 'picture').split(/[\n.]/, 1)[0] ?? '';
  const name = () => nameOf(figure, title);
  const chart = figure.querySelector('script')?.textContent;
  const buttons: HTMLButtonElement[] = [];
  if (svg !== undefined) {
    buttons.push(saveButton('SVG', title, () => saveFile(`${name()}.svg`, svg, 'image/svg+xml')));
    buttons.push(saveButton('PNG', title, (pressed) => void savePng(name(), svg, pressed)));
  }
  if (chart != null)
    buttons.push(saveButton('CSV', title, () => saveRows(figure, name(), chartRows(JSON.parse(chart) as ChartJson))));
  return buttons;
}

function saveButton(kind: string, title: string, act: (element: HTMLButtonElement) => void): HTMLButtonElement {
  const made = button('', kind, act);
  made.setAttribute('aria-label', `${kind}: save “${title}”`);
  return made;
}

/** A browser draws the picture at twice its size. */
async function savePng(name: string, svg: string, pressed: HTMLButtonElement): Promise<void> {
  try {
    const image = new Image();
    image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.naturalWidth * 2;
    canvas.height = image.naturalHeight * 2;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (blob === null) throw new Error('no picture came');
    saveFile(`${name}.png`, blob, 'image/png');
  } catch {
    pressed.textContent = 'No PNG: save the SVG';
  }
}

/** The first column names the request, so that rows of several files can be told apart in one sheet. */
function saveRows(place: Element, name: string, rows: readonly Row[], columns = Object.keys(rows[0] ?? {})): void {
  const request = requestAt(place);
  const csv =
    request === undefined
      ? toCsv(rows, columns)
      : toCsv(
          rows.map((row) => ({ request, ...row })),
          ['request', ...columns.filter((column) => column !== 'request')],
        );
  saveFile(`${name}.csv`, csv, 'text/csv');
}

/** A file's name: the notebook, the place of the figure or table among those of the page, its title. */
function nameOf(place: Element, title: string): string {
  const isFigure = place.matches('figure');
  const alike = [...document.querySelectorAll(isFigure ? 'figure' : TABLES)].filter(isFigure ? () => true : holdsTable);
  const number = alike.indexOf(place) + 1;
  return [pageNotebook()?.name, `${isFigure ? 'figure' : 'table'}-${number}`, fileName(title)]
    .filter((part) => part !== undefined)
    .join('-');
}

/** What tables stand in. */
const TABLES = '.outputs > .scroll';

function holdsTable(frame: Element): boolean {
  return frame.querySelector('table') !== null;
}

function tableTitle(frame: Element): string {
  return frame.querySelector('caption')?.textContent?.trim() || 'table';
}

/** The rows behind the fold, in a table of their own, belong to the first. */
function saveTable(frame: Element, tables: readonly HTMLTableElement[]): void {
  const columns = [...(tables[0]?.querySelectorAll('th') ?? [])].map((head) => head.textContent ?? '');
  const rows = tables.flatMap((table) => [...table.querySelectorAll('tbody tr')].map((row) => rowOf(row, columns)));
  saveRows(frame, nameOf(frame, tableTitle(frame)), rows, columns);
}

function rowOf(row: Element, columns: readonly string[]): Row {
  const texts = [...row.querySelectorAll('td')].map((cell) => cell.textContent ?? '');
  // Thousands are separated for the eye only.
  const values = texts.map((text) =>
    /^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(text) ? Number(text.replaceAll(',', '')) : text,
  );
  return Object.fromEntries(columns.map((column, index) => [column, values[index]]));
}
