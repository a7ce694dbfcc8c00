/** Whether an exercise is solved: its cell says so. */
import type { Output } from '../../cells/output';

/** Whether `outputs` of an exercise begin with `right`. */
export function isRight(outputs: readonly Output[]): boolean {
  return outputs.some((output) => {
    const text = output.kind === 'stream' ? output.text : output.kind === 'error' ? '' : output.data['text/plain'];
    return typeof text === 'string' && /^right\b/.test(text);
  });
}
