import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import { html, lines, trusted, unescapeMarkup } from '../../../lib/view/draw/markup';
import { hostile } from '../fixtures';

describe('a template of HTML', () => {
  it('has what is filled in as text, also inside attributes and lists', () => {
    const { markup } = html`<p title="${hostile}">${hostile}</p>${[hostile, html`<i>${hostile}</i>`]}`;
    const { body } = new JSDOM(markup).window.document;
    expect(body.querySelectorAll('*')).toHaveLength(2);
    expect(body.querySelector('p')?.title).toBe(hostile);
    expect(body.textContent).toBe(hostile.repeat(3));
  });

  it('keeps what is markup already, and writes numbers plainly', () => {
    expect(html`<p>${trusted('<b>1</b>')}${2}${html`<i>3</i>`}</p>`.markup).toBe('<p><b>1</b>2<i>3</i></p>');
  });

  it('leaves out what is not there, and joins lists', () => {
    const absent: string | undefined = undefined;
    expect(html`a${absent}${false}${['b', [1, 'c']]}${[]}d`.markup).toBe('ab1cd');
    expect(lines(['<', 'b']).markup).toBe('&lt;\nb');
  });

  it('is read back as the text that it was', () => {
    expect(unescapeMarkup(html`${hostile}`.markup)).toBe(hostile);
    expect(unescapeMarkup('&apos;&#x27;&amp;lt;')).toBe("''&lt;");
  });
});
