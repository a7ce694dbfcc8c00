/** What is tried on exercises: right answers in another form than the guide's, and wrong ones that a clever learner tries. */

/** What is tried on an exercise, as TypeScript of plain values. */
export interface Tried {
  readonly right: readonly string[];
  /** Each with a part of what the machines say to it. */
  readonly wrong: readonly (readonly [answer: string, remark: string])[];
}

/** A command as the text that a learner types. */
export function text(command: string): string {
  return JSON.stringify(command);
}

/** What sends a request on to the container. */
export const DNAT = '-j DNAT --to-destination 172.17.0.2:80';
