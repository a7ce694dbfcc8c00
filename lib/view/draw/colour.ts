/* Colours as arithmetic: mixing, and contrast as WCAG 2.2 defines it (relative luminance, 1 to 21). */

/** `#RRGGBB` */
export type Colour = `#${string}`;

type Channels = readonly [red: number, green: number, blue: number];

function channels(colour: Colour): Channels {
  const channel = (start: number): number => Number.parseInt(colour.slice(start, start + 2), 16);
  return [channel(1), channel(3), channel(5)];
}

function toHex(values: Channels): Colour {
  return `#${values.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;
}

/** A colour between two others; `share` is the part of the first, 0 to 1. */
export function mix(colour: Colour, other: Colour, share: number): Colour {
  const blend = (value: number, second: number): number => value * share + second * (1 - share);
  const [one, two] = [channels(colour), channels(other)];
  return toHex([blend(one[0], two[0]), blend(one[1], two[1]), blend(one[2], two[2])]);
}

function luminance(colour: Colour): number {
  const linear = (value: number): number => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  const [red, green, blue] = channels(colour);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

/** Contrast ratio of two colours, 1 (the same) to 21 (black on white). */
export function contrast(one: Colour, other: Colour): number {
  const [first, second] = [luminance(one), luminance(other)];
  return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
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
