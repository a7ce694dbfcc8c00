/** What widgets in the page have made their own: it goes into the notebook that the reader downloads. */
import type { Output } from '../../cells/output';
import { PREDICTION_MIME, readPredictionData } from '../../lab/learn/predictionData';
import { type DrawnOutput, drawnOutputs } from './widgets';

/** The outputs that a cell of the page, `root`, shows, with their present data; of a cell that has none, the predictions that were answered. */
export function withKeptData(outputs: readonly Output[], root: ParentNode): readonly Output[] {
  const drawn = drawnOutputs(root);
  if (outputs.length === 0) return drawn.filter(isAnswered).map(asOutput);
  const left = [...drawn];
  return outputs.map((output) => {
    const at = 'data' in output ? left.findIndex(({ mime }) => mime in output.data) : -1;
    const [present] = at < 0 ? [] : left.splice(at, 1);
    if (present === undefined || !('data' in output)) return output;
    return { ...output, data: { ...output.data, [present.mime]: present.data } };
  });
}

function isAnswered({ mime, data }: DrawnOutput): boolean {
  const prediction = mime === PREDICTION_MIME ? readPredictionData(data) : undefined;
  return prediction?.role === 'question' && prediction.answer !== undefined && prediction.answer.kind !== 'taken back';
}

function asOutput({ mime, data, text }: DrawnOutput): Output {
  return { kind: 'display_data', data: { [mime]: data, 'text/plain': text }, metadata: {} };
}
