/** Equality of what a reader expects and what was found. */

const PLAIN: readonly object[] = [Object.prototype, Array.prototype];

/**
 * Whether two values are the same all the way down: primitives by `Object.is`, lists in order, objects of one class by their
 * properties, maps and sets by their entries, dates, regular expressions and errors by what they say. Functions, and
 * what shows no properties, such as promises, are equal to themselves only.
 */
export function isEqual(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (!isObject(one) || !isObject(other)) return false;
  if (Object.getPrototypeOf(one) !== Object.getPrototypeOf(other)) return false;
  if (one instanceof Date && other instanceof Date) return one.getTime() === other.getTime();
  if ((one instanceof Map && other instanceof Map) || (one instanceof Set && other instanceof Set))
    return one.size === other.size && hasAll([...one], [...other]) && hasAll([...other], [...one]);
  if (one instanceof RegExp || one instanceof Error) {
    if (String(one) !== String(other)) return false;
  } else if (isOpaque(one)) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    one.length === other.length &&
    keys.every((key) => Object.hasOwn(other, key) && isEqual(one[key], other[key]))
  );
}

/** Whether an object of a class of its own shows nothing that could be compared. */
function isOpaque(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype !== null && !PLAIN.includes(prototype) && Object.keys(value).length === 0;
}

function hasAll(entries: readonly unknown[], wanted: readonly unknown[]): boolean {
  return wanted.every((entry) => entries.some((same) => isEqual(entry, same)));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
