/** A request with choices: a choice is run when it is taken, and what came of it replaces what came of the one before. */
import type { Output } from '../../../cells/output';
import { WHAT_IF_MIME, type WhatIfData } from '../../../view/whatIf/data';
import { element } from '../../book/button';
import { RequestView } from '../steps/requestView';

type Execute = (code: string) => Promise<readonly Output[]>;
type Picked = Readonly<Record<string, string>>;

/** Radio buttons of one panel belong together by a name that no other panel has. */
let panels = 0;

/** A panel in the page. */
export class Panel {
  readonly root: HTMLElement;
  readonly #question: WhatIfData['question'];
  readonly #execute: Execute | undefined;
  readonly #verdict = element('p', 'verdict');
  readonly #place = element('div', 'answer');
  #answer: RequestView | undefined;
  #picked: Picked;
  /** The choice that is being run. */
  #running: Picked | undefined;
  #isRemoved = false;

  /** `execute` runs code where the notebook runs; without it the first choice alone is shown. */
  constructor(data: WhatIfData, execute: Execute | undefined) {
    this.#question = data.question;
    this.#picked = data.question.picked;
    this.#execute = execute;
    panels += 1;
    const own = `chainwalk-what-if-${panels}`;
    const choices = Object.keys(data.question.choices).map((choice, index) =>
      this.#choice(choice, `${own}-${index}`, execute !== undefined),
    );
    this.#verdict.setAttribute('role', 'status');
    this.root = element(
      'section',
      'chainwalk-what-if',
      element('p', 'title', data.question.title),
      element('div', 'choices', ...choices),
      ...(execute === undefined
        ? [element('p', 'hint', 'Nothing runs here: this is what came of the first choice.')]
        : []),
      this.#verdict,
      this.#place,
    );
    this.root.setAttribute('aria-label', `What if: ${data.question.title}`);
    // JupyterLab takes keys before they come here, unless it is told not to.
    this.root.dataset.lmSuppressShortcuts = 'true';
    this.#show(data);
  }

  /** Lets go of it. */
  remove(): void {
    this.#isRemoved = true;
    this.#answer?.remove();
  }

  #choice(choice: string, name: string, canRun: boolean): HTMLFieldSetElement {
    const options = Object.keys(this.#question.choices[choice] ?? {}).map((option) => {
      const radio = element('input', '');
      radio.type = 'radio';
      radio.name = name;
      radio.value = option;
      radio.checked = this.#picked[choice] === option;
      radio.disabled = !canRun;
      radio.addEventListener('change', () => this.#pick(choice, option));
      return element('label', '', radio, ` ${option}`);
    });
    const set = element('fieldset', '', element('legend', '', choice), ...options);
    set.addEventListener('keydown', (event) => event.stopPropagation());
    return set;
  }

  #pick(choice: string, option: string): void {
    this.#picked = { ...this.#picked, [choice]: option };
    if (this.#running === undefined) void this.#run();
  }

  /** Runs the present choice, and once more if it has changed meanwhile. */
  async #run(): Promise<void> {
    this.root.setAttribute('aria-busy', 'true');
    this.#verdict.textContent = 'It runs on new machines …';
    let came: WhatIfData | string = '';
    while (this.#running !== this.#picked && !this.#isRemoved) {
      this.#running = this.#picked;
      came = await this.#tried(this.#picked);
    }
    this.#running = undefined;
    if (this.#isRemoved) return;
    this.root.removeAttribute('aria-busy');
    if (typeof came === 'string') this.#fail(came);
    else this.#show(came);
  }

  /** What came of a choice, or a sentence that says why nothing did. */
  async #tried(picked: Picked): Promise<WhatIfData | string> {
    const question = JSON.stringify({ ...this.#question, picked });
    const code = `import { whatIf as askWhatIf } from 'chainwalk';\n(await askWhatIf(${question})).show();`;
    try {
      return answerIn((await this.#execute?.(code)) ?? []);
    } catch (error) {
      return `It cannot run: ${(error instanceof Error ? error.message : String(error)).replace(/\.$/, '')}.`;
    }
  }

  #show(data: WhatIfData): void {
    const answer = new RequestView(data.steps, data.chart);
    this.#answer?.remove();
    this.#answer = answer;
    this.#verdict.replaceChildren(
      element('b', data.path.replaceAll(' ', '-'), data.verdict),
      ' ',
      element('code', '', data.line),
    );
    this.#place.replaceChildren(answer.root);
  }

  #fail(sentence: string): void {
    this.#verdict.textContent = sentence;
    this.#place.replaceChildren();
  }
}

/** The panel's data among what the code showed; without them what it said instead. */
function answerIn(outputs: readonly Output[]): WhatIfData | string {
  for (const output of outputs) {
    const data = 'data' in output ? output.data[WHAT_IF_MIME] : undefined;
    if (data !== undefined) return data as WhatIfData;
  }
  const said = outputs.flatMap((output) => {
    if (output.kind === 'error') return [`${output.name}: ${output.message}`];
    return output.kind === 'stream' ? [output.text.trim()] : [];
  });
  return `It cannot run: ${said.join('\n') || 'nothing came'}`;
}
