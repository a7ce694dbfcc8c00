/** `$VARIABLE`, `${VARIABLE:-usual}` and their kin in the texts of a compose file. compose-go: template/template.go. */

const PATTERN = /\$(?:(\$)|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-?+])([^{}]*(?:\{[^{}]*\}[^{}]*)*))?\})/g;

/** What variables are, and who is told of what is missing. */
export interface Variables {
  readonly valueOf: (name: string) => string | undefined;
  /** A variable that is not set, and stands for nothing. */
  readonly miss: (name: string) => void;
  /** A variable that has to be set. */
  readonly require: (name: string, message: string) => never;
}

/** The text with the variables' values in it; `$$` is a dollar. */
export function interpolate(text: string, variables: Variables): string {
  return text.replace(PATTERN, (_, dollar?: string, short?: string, long?: string, operator?: string, word = '') => {
    if (dollar !== undefined) return '$';
    const name = short ?? long ?? '';
    const value = variables.valueOf(name);
    const isSet = operator?.startsWith(':') === true ? value !== undefined && value !== '' : value !== undefined;
    const other = () => interpolate(word, variables);
    if (operator?.endsWith('+') === true) return isSet ? other() : '';
    if (isSet) return value ?? '';
    if (operator?.endsWith('-') === true) return other();
    if (operator?.endsWith('?') === true) return variables.require(name, other());
    variables.miss(name);
    return '';
  });
}

/** The same in all texts of a value; keys stay. */
export function interpolateAll(value: unknown, variables: Variables): unknown {
  if (typeof value === 'string') return interpolate(value, variables);
  if (Array.isArray(value)) return value.map((item) => interpolateAll(item, variables));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, interpolateAll(item, variables)]));
}

/** The variables of a file `.env`: `NAME=value`, with or without quotes. */
export function readEnvironment(text: string): ReadonlyMap<string, string> {
  const lines = text.split('\n').map((line) => line.trim());
  return new Map(
    lines.flatMap((line): readonly (readonly [string, string])[] => {
      const [, name, value = ''] = /^(?:export\s+)?([A-Za-z_][\w.]*)\s*=\s*(.*)$/.exec(line) ?? [];
      if (name === undefined) return [];
      const quoted = /^(["'])(.*)\1(?:\s+#.*)?$/.exec(value);
      return [[name, quoted?.[2] ?? value.replace(/\s+#.*$/, '')]];
    }),
  );
}
