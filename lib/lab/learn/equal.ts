/** Equality of what a reader expects and what was found. */

/**
 * Whether two values are the same all the way down: primitives by `Object.is`, lists in order, objects of one class by their
 * properties, maps and sets by their entries. Functions are equal to themselves only.
 */
export function isEqual(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (!isObject(one) || !isObject(other)) return false;
  if (Object.getPrototypeOf(one) !== Object.getPrototypeOf(other)) return false;
  if (one instanceof Date && other instanceof Date) return one.getTime() === other.getTime();
  if (one instanceof Map && other instanceof Map)
    return (
      one.size === other.size && [...one].every(([key, value]) => other.has(key) && isEqual(value, other.get(key)))
    );
  if (one instanceof Set && other instanceof Set)
    return one.size === other.size && [...one].every((value) => [...other].some((same) => isEqual(value, same)));
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    (!Array.isArray(one) || one.length === (other as readonly unknown[]).length) &&
    keys.every((key) => Object.hasOwn(other, key) && isEqual(one[key], other[key]))
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
