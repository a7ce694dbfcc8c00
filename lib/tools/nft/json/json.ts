/** JSON as nft writes it. Userspace: json_dumpf of jansson, without flags. */

export type Json = string | number | bigint | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** A value's text, with a space behind each comma and colon; fields in their order. */
export function formatJson(value: Json): string {
  if (typeof value === 'bigint') return String(BigInt.asIntN(64, value));
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isArray(value)) return `[${value.map(formatJson).join(', ')}]`;
  const fields = Object.entries(value).map(([name, field]) => `${JSON.stringify(name)}: ${formatJson(field)}`);
  return `{${fields.join(', ')}}`;
}

function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** One alone stands for itself. */
export function oneOrAll(values: readonly Json[]): Json {
  const [first] = values;
  return values.length === 1 && first !== undefined ? first : values;
}

/** A field that is left out when it has no value. */
export function optional(name: string, value: Json | undefined): { readonly [name: string]: Json } {
  return value === undefined ? {} : { [name]: value };
}
