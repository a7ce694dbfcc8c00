/** The order of texts on the machines, whose locale is C.UTF-8: that of their characters' numbers. */
export function compareBytes(one, other) {
  return one < other ? -1 : one > other ? 1 : 0;
}
