import { expect, it } from 'vitest';
import { plotlyText } from '../../../lib/view/counters/plotlyText';

it('escapes what plotly would read as HTML or TeX', () => {
  expect(plotlyText('<b>&\n"$x$"')).toBe('&lt;b&gt;&amp; "&#36;x&#36;"');
});
