/** The item at an index, from the end if it is negative, as `items.at`. Throws a RangeError where there is none: callers know there is one. */
export function itemAt<Item>(items: readonly (Item | undefined)[], index: number): Item {
  const item = items.at(index);
  if (item === undefined) throw new RangeError(`There is no item ${index} among ${items.length}.`);
  return item;
}
