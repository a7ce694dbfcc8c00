/** Which values count as true in a template. Go: text/template/exec.go (IsTrue). */
import type { Typed } from './typedValue';

/** Empty values are false. */
export function isTrue(value: Typed | undefined): boolean {
  switch (value?.kind) {
    case undefined:
      return false;
    case 'string':
      return value.text !== '';
    case 'bool':
      return value.isTrue;
    case 'int':
    case 'uint':
    case 'float':
      return value.number !== 0;
    case 'slice':
    case 'array':
      return (value.items ?? []).length > 0;
    case 'map':
      return (value.entries?.size ?? 0) > 0;
    case 'pointer':
      return value.target !== undefined;
    case 'interface':
      return isTrue(value.target);
    default:
      return true;
  }
}
