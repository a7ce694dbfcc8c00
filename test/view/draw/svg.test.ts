import fc from 'fast-check';
import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import { escapeMarkup } from '../../../lib/view/draw/markup';
import { element, fingerprint, svgDocument, textLine } from '../../../lib/view/draw/svg';
import { hostile } from '../fixtures';

const { window } = new JSDOM('');

describe('SVG', () => {
  it('escapes text and attributes', () => {
    const { markup } = element('a', { title: hostile }, hostile);
    expect(markup).not.toContain('<script>');
    const parsed = new window.DOMParser().parseFromString(markup, 'application/xml').documentElement;
    expect(parsed.getAttribute('title')).toBe(hostile);
    expect(parsed.textContent).toBe(hostile);
  });

  it('is well-formed whatever text it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const markup = element('text', { x: 1.23456 }, text).markup;
        expect(
          new window.DOMParser().parseFromString(markup, 'application/xml').querySelector('parsererror'),
        ).toBeNull();
      }),
      { numRuns: 50 },
    );
  });

  it('replaces what XML forbids', () => {
    expect(escapeMarkup('a\u0000b\u001b[1m\ud800')).toBe('a\ufffdb\ufffd[1m\ufffd');
  });

  it('writes numbers with two decimals and no negative zero', () => {
    expect(element('rect', { x: 1 / 3, y: -0.0001, z: undefined }).markup).toBe('<rect x="0.33" y="0"/>');
  });

  it('shows the whole text on hover where it was cut', () => {
    const style = { family: 'sans', size: 11, fill: '#000000' } as const;
    expect(textLine(0, 0, 'a…z', style, 'abcz').markup).toContain('<title>abcz</title>a…z');
    expect(textLine(0, 0, 'abc', style, 'abc').markup).not.toContain('<title>');
  });

  it('says what it shows', () => {
    const svg = svgDocument({ width: 10, height: 5, background: '#FFFFFF', title: 'T', alt: 'A', body: [] });
    expect(svg).toMatch(
      /role="img" aria-labelledby="(\S+)-title \1-desc"><title id="\1-title">T<\/title><desc id="\1-desc">A</,
    );
  });

  it('has names for its parts that depend on its content only', () => {
    expect(fingerprint('a')).toBe(fingerprint('a'));
    expect(fingerprint('a')).not.toBe(fingerprint('b'));
  });
});
