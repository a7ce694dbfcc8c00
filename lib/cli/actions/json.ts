/** Values as JSON of a command; counters may be larger than numbers of JSON are exact. */
export function json(value: unknown): string {
  return `${JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? Number(one) : one), 1)}\n`;
}
