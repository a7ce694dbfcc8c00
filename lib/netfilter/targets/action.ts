/** What targets do with packets, as rules hold it. */
import type { TargetAction, TargetFunction } from '../extension';

/** Of a target that says it with a function. */
class FunctionAction implements TargetAction {
  readonly run: TargetFunction;

  constructor(run: TargetFunction) {
    this.run = run;
  }
}

/** What a target's definition prepared, as an object. */
export function actionOf(prepared: TargetFunction | TargetAction): TargetAction {
  return typeof prepared === 'function' ? new FunctionAction(prepared) : prepared;
}
