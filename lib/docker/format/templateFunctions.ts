/** Functions of templates. Go: text/template/funcs.go; docker/cli: templates/templates.go. */
import { fieldsOf, type GoStruct, type GoValue, isList, toJson, toText } from './goValue';
import { TemplateError } from './templateParser';

/** Takes the arguments of a command, what comes before a bar as the last. */
export type TemplateFunction = (args: readonly GoValue[]) => GoValue;

/** By name. */
export const TEMPLATE_FUNCTIONS: ReadonlyMap<string, TemplateFunction> = new Map<string, TemplateFunction>([
  ['json', ([value = null]) => toJson(value)],
  [
    'len',
    ([value = null]) =>
      typeof value === 'string' || isList(value) ? value.length : fieldsOf(value as GoStruct).length,
  ],
  ['index', ([value = null, ...keys]) => keys.reduce((found, key) => memberOf(found, key), value)],
  ['join', ([list = [], separator = '']) => (isList(list) ? list.map(toText).join(`${separator}`) : '')],
  ['lower', ([value = '']) => toText(value).toLowerCase()],
  ['upper', ([value = '']) => toText(value).toUpperCase()],
  ['title', ([value = '']) => toText(value).replace(/\b\p{L}/gu, (letter) => letter.toUpperCase())],
  ['println', (values) => `${values.map(toText).join(' ')}\n`],
  ['not', ([value = null]) => !isTrue(value)],
  ['eq', ([value = null, ...others]) => others.includes(value)],
  ['ne', ([value = null, other = null]) => value !== other],
]);

/** Empty values are false. */
export function isTrue(value: GoValue): boolean {
  if (value === null || typeof value !== 'object') return Boolean(value);
  if (isList(value)) return value.length > 0;
  return !(value instanceof Map) || value.size > 0;
}

function memberOf(value: GoValue, key: GoValue): GoValue {
  if (isList(value)) {
    const item = value[Number(key)];
    if (item === undefined) throw new TemplateError(`error calling index: index out of range: ${toText(key)}`);
    return item;
  }
  return fieldsOf(value as GoStruct).find(([name]) => name === key)?.[1] ?? null;
}
