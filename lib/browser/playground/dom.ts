/** Elements of the page. Text becomes text, never markup. */

/** The element `id` of the page's own HTML. Throws if it is missing or of another kind. */
export function byId<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page has no ${kind.name} called ${id}`);
  return found;
}

type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** A new element; `false` and `undefined` leave an attribute out. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes))
    if (value !== undefined && value !== false) element.setAttribute(key, value === true ? '' : String(value));
  element.append(...children);
  return element;
}

/** A button that does something. */
export function button(text: string, act: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const element = make('button', { type: 'button', ...attributes }, text);
  element.addEventListener('click', act);
  return element;
}

/** A table with a header; cells are text. Columns that `right` names have numbers. */
export function tableOf(
  columns: readonly string[],
  rows: readonly (readonly (string | Node)[])[],
  right: readonly string[] = [],
): HTMLTableElement {
  const side = (index: number) => (right.includes(columns[index] ?? '') ? 'number' : undefined);
  const head = make(
    'tr',
    {},
    ...columns.map((column, index) => make('th', { scope: 'col', class: side(index) }, column)),
  );
  const body = rows.map((cells) =>
    make('tr', {}, ...cells.map((cell, index) => make('td', { class: side(index) }, cell))),
  );
  return make('table', {}, make('thead', {}, head), make('tbody', {}, ...body));
}

/** Shows a picture that lib/view drew: what comes from outside is escaped in its markup. */
export function picture(svg: string): HTMLElement {
  const frame = make('div', { class: 'drawing' });
  frame.innerHTML = svg;
  return frame;
}
