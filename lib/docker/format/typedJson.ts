/** Values of Go's types as JSON. Go: encoding/json, without the escapes for HTML, as docker's templates have it. */

import { JSON_NUMBER } from './goType';
import { isTrue } from './isTrue';
import type { Typed } from './typedValue';

/** As json.Marshal writes it: maps by key, structs in their order and without fields that are empty and may be left out. */
export function typedJson(value: Typed | undefined): string {
  switch (value?.kind) {
    case undefined:
      return 'null';
    case 'string':
      return value.type === JSON_NUMBER ? value.text : JSON.stringify(value.text);
    case 'time':
      return JSON.stringify(value.text);
    case 'bool':
      return `${value.isTrue}`;
    case 'int':
    case 'uint':
    case 'float':
      return `${value.number}`;
    case 'slice':
    case 'array':
      return value.items === undefined ? 'null' : `[${value.items.map(typedJson).join(',')}]`;
    case 'map': {
      if (value.entries === undefined) return 'null';
      const entries = [...value.entries].sort(([a], [b]) => (a < b ? -1 : 1));
      return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${typedJson(item)}`).join(',')}}`;
    }
    case 'struct':
      return `{${members(value).join(',')}}`;
    case 'pointer':
    case 'interface':
      return typedJson(value.target);
  }
}

function members({ type, fields }: Extract<Typed, { readonly kind: 'struct' }>): readonly string[] {
  const declared = type.fields?.();
  if (declared === undefined)
    return fields.names.map((name) => escapeHtml(`${JSON.stringify(name)}:${typedJson(fields.get(name))}`));
  return declared.flatMap(({ name, json, omitsEmpty, isEmbedded }) => {
    const value = fields.get(name);
    if (isEmbedded) {
      const struct = value?.kind === 'pointer' ? value.target : value;
      return struct?.kind === 'struct' ? members(struct) : [];
    }
    return omitsEmpty && !isTrue(value) ? [] : [`${JSON.stringify(json)}:${typedJson(value)}`];
  });
}

/** What makes JSON of itself does it with escapes for HTML. */
function escapeHtml(json: string): string {
  return json.replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
}
