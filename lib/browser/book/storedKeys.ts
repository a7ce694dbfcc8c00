/** What this browser stores under keys that begin alike: of each notebook something. */

/** The keys that begin with `prefix`; none where storage is forbidden. */
export function storedKeys(prefix: string): readonly string[] {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  } catch {
    return [];
  }
}

/** Removes what is stored under them. */
export function forgetStored(prefix: string): void {
  for (const key of storedKeys(prefix)) localStorage.removeItem(key);
}
