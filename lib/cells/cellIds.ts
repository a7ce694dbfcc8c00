/** The ids by which edits and answers that a browser keeps name code cells. */

/** The ids of `cells`; of a cell without an id of its own, its number. */
export function cellIds(cells: readonly { readonly id: string }[]): readonly string[] {
  const seen = new Set<string>();
  return cells.map(({ id }, index) => {
    const own = id === '' || seen.has(id) ? `#${index + 1}` : id;
    seen.add(own);
    return own;
  });
}
