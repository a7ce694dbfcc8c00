/** The widget of predictions: a question with a place for the answer, and the verdict on it. */

import { withAnswer } from '../../../cells/settle';
import { PREDICTION_MIME, readPredictionData } from '../../../lab/learn/predictionData';
import { element } from '../../book/button';
import type { Widget } from '../widget';
import { questionPart } from './form';
import { verdictPart } from './verdictPart';

/** What is drawn depends on the data alone; the page settles what a verdict says, and what is covered (settle.ts). */
export const PREDICTION: Widget = {
  mime: PREDICTION_MIME,
  style: `
.chainwalk-prediction {
  margin: 0.5rem 0;
  padding: 0.6rem 0.9rem;
  border: 1px solid var(--widget-line);
  border-left: 4px solid var(--widget-link);
  border-radius: 4px;
  background: var(--widget-panel);
  line-height: 1.5;
}
.chainwalk-prediction p { margin: 0.3rem 0; }
.chainwalk-prediction fieldset { margin: 0; padding: 0; border: 0; min-width: 0; }
.chainwalk-prediction legend { padding: 0; margin-bottom: 0.3rem; }
.chainwalk-prediction .label { display: block; font-size: 0.8em; font-weight: 600; color: var(--widget-soft); }
.chainwalk-prediction .field input {
  width: 10em;
  max-width: 100%;
  box-sizing: border-box;
  padding: 0.25rem 0.5rem;
  border: 1px solid var(--widget-soft);
  border-radius: 4px;
  background: var(--widget-paper);
  color: inherit;
  font: inherit;
}
.chainwalk-prediction .choice { display: block; padding: 0.15rem 0; }
.chainwalk-prediction button {
  padding: 0.2rem 0.7rem;
  border: 1px solid var(--widget-soft);
  border-radius: 4px;
  background: var(--widget-paper);
  color: inherit;
  font: inherit;
  cursor: pointer;
}
.chainwalk-prediction .row { display: flex; flex-wrap: wrap; gap: 0.5rem; }
.chainwalk-prediction .problem:empty { display: none; }
.chainwalk-prediction .problem, .chainwalk-prediction .wrong { color: var(--widget-warn); }
.chainwalk-prediction .right { color: var(--widget-good); }
.chainwalk-prediction .outcome { font-weight: 600; }
.chainwalk-prediction :focus-visible { outline: 3px solid var(--widget-link); outline-offset: 2px; }
`,
  draw(place, value, page) {
    const data = readPredictionData(value);
    const hadFocus = place.contains(document.activeElement);
    place.classList.add('chainwalk-prediction');
    if (data === undefined) place.replaceChildren(element('p', '', 'These data are no prediction.'));
    else if (data.role === 'verdict') place.replaceChildren(verdictPart(data));
    else place.replaceChildren(questionPart(data, (answer) => page.keep(withAnswer(data, answer))));
    // Who answered with the keyboard goes on from there.
    if (hadFocus) place.querySelector<HTMLElement>('input, button')?.focus();
  },
  remove() {},
};
