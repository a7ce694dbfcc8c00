/* Colours as arithmetic: mixing, and contrast as WCAG 2.2 defines it (relative luminance, 1 to 21). */

/** `#RRGGBB` */
export type Colour = `#${string}`;

function channels(colour: Colour): readonly number[] {
  return [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16));
}

function toHex(values: readonly number[]): Colour {
  return `#${values.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;
}

/** A colour between two others; `share` is the part of the first, 0 to 1. */
export function mix(colour: Colour, other: Colour, share: number): Colour {
  const second = channels(other);
  return toHex(channels(colour).map((value, index) => value * share + second[index]! * (1 - share)));
}

function luminance(colour: Colour): number {
  const [red, green, blue] = channels(colour).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

/** Contrast ratio of two colours, 1 (the same) to 21 (black on white). */
export function contrast(one: Colour, other: Colour): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high! + 0.05) / (low! + 0.05);
}

/**
 * The colour itself, or as little of `towards` mixed in as makes it readable as text on every given background.
 * 4.5 is what WCAG asks for; the margin above it covers rounding.
 */
export function readable(colour: Colour, towards: Colour, backgrounds: readonly Colour[]): Colour {
  for (let share = 1; share > 0; share -= 0.02) {
    const candidate = mix(colour, towards, share);
    if (backgrounds.every((background) => contrast(candidate, background) >= 4.6)) return candidate;
  }
  return towards;
}
