/**
 * TCP's retransmissions without an answer, and the waits in between: a row for each attempt, on one time axis. Linux
 * doubles the time-out after each (RFC 6298, section 5.5). Not modelled: data sent again.
 */
import type { CapturedPacket } from '../../lab/observe/packets';
import { wrapText } from '../draw/fitText';
import type { Font } from '../draw/font';
import { textWidth } from '../draw/fontMetrics';
import { roundSteps } from '../draw/roundSteps';
import { dropMark } from '../draw/stroke';
import { element, group, type Svg, textLine } from '../draw/svg';
import { FONT_SIZE, PICTURE_WIDTH, resolveTheme, type Theme, type ThemeName } from '../draw/theme';
import { createFigure, type Figure } from '../figure/figure';
import { drawTitled, EDGE, type PictureBody } from '../figure/titled';
import { itemAt } from '../itemAt';
import { destinationOf, flagWords, sourceOf } from '../packets/packetWords';
import { type Attempt, type Repeated, repeatedPackets, seconds } from './repeatedPackets';

/** What the picture says and how it looks. */
export interface RetransmissionsOptions {
  /** The finding, as a sentence. */
  readonly title: string;
  /** `light` unless given. */
  readonly theme?: ThemeName | Theme;
  /** When the program gave up, in ms since the command began. */
  readonly gaveUpAt?: number;
  /** In px; 720 unless given. Below 480 a wait stands under its bar. */
  readonly width?: number;
}

const HEAD_FONT: Font = { family: 'sans', size: FONT_SIZE.heading, weight: 'bold' };
const LABEL_FONT: Font = { family: 'sans', size: FONT_SIZE.label };
const SMALL_FONT: Font = { family: 'sans', size: FONT_SIZE.small };
/** Of a heading's last line and what is around it; of each line before. */
const HEAD_HEIGHT = 40;
const HEAD_LINE = 15;
/** Narrower than this, a wait has no room in, behind or before its bar. */
const NARROW = 480;

/** The time axis and what is around it, px. */
interface Axis {
  /** Of the whole picture. */
  readonly width: number;
  readonly x: (ms: number) => number;
  readonly ticks: readonly number[];
  /** Left of it stand the attempts' numbers and times. */
  readonly left: number;
  readonly rowHeight: number;
  readonly isNarrow: boolean;
}

/** From 0 to `end` ms, with ticks at round seconds. */
function axisOf(end: number, width: number): Axis {
  const length = Math.max(end, 1);
  const isNarrow = width < NARROW;
  const left = isNarrow ? 98 : 150;
  const right = width - EDGE - 20;
  return {
    width,
    ticks: roundSteps(length, isNarrow ? 4 : 7),
    x: (ms) => left + ((right - left) * ms) / length,
    left,
    rowHeight: isNarrow ? 38 : 23,
    isNarrow,
  };
}

/** The wait as text: in its bar, behind it, or before it, wherever there is room; in a narrow picture under it. */
function waitText(text: string, from: number, to: number, y: number, axis: Axis, theme: Theme): Svg {
  const width = textWidth(text, LABEL_FONT);
  const style = { ...LABEL_FONT, fill: theme.text };
  if (axis.isNarrow) return textLine(Math.min(from, axis.width - EDGE / 2 - width), y + 21, text, style);
  if (width + 16 < to - from) return textLine((from + to) / 2 - width / 2, y + 4, text, style);
  if (to + 14 + width < axis.width - 4) return textLine(to + 14, y + 4, text, style);
  return textLine(from - 10 - width, y + 4, text, style);
}

function drawAttempt(
  { number, at, wait }: Attempt,
  y: number,
  axis: Axis,
  gaveUp: number | undefined,
  theme: Theme,
): Svg {
  const until = wait === undefined ? gaveUp : at + wait;
  const from = axis.x(at);
  const to = until === undefined ? from : axis.x(until);
  const ended = wait === undefined && until !== undefined;
  const said = until === undefined ? '' : `${seconds(until - at)}${ended ? ', then given up' : ''}`;
  return group([
    textLine(EDGE, y + 4, `${number}`, { ...LABEL_FONT, fill: theme.text }),
    textLine(axis.left - 14, y + 4, `at ${seconds(at)}`, { ...LABEL_FONT, fill: theme.muted, anchor: 'end' }),
    until !== undefined &&
      element('rect', { x: from, y: y - 8, width: Math.max(to - from, 1), height: 16, fill: theme.grid }),
    element('circle', { cx: from, cy: y, r: 5, fill: theme.request }),
    ended && dropMark(to, y, theme.drop, theme.background),
    said !== '' && waitText(said, from, to, y, axis, theme),
  ]);
}

function headingOf({ first, attempts, answers }: Repeated): string {
  return `${flagWords(first.flags ?? '')}, sent ${attempts.length + answers.length} times: ${sourceOf(first)} → ${destinationOf(first)}`;
}

function headingLines(repeated: Repeated, width: number): readonly string[] {
  return wrapText(headingOf(repeated), HEAD_FONT, width - 2 * EDGE);
}

function headHeight(repeated: Repeated, width: number): number {
  return HEAD_HEIGHT + (headingLines(repeated, width).length - 1) * HEAD_LINE;
}

function heightOf(repeated: Repeated, { width, rowHeight }: Axis): number {
  const { attempts, answers } = repeated;
  return headHeight(repeated, width) + (attempts.length + (answers.length > 0 ? 1 : 0)) * rowHeight;
}

/** Only a connection's own side gives up on it: SYNs, not the SYN-ACKs that come from the other. */
function endOf({ first }: Repeated, gaveUp: number | undefined): number | undefined {
  return first.flags === 'S' ? gaveUp : undefined;
}

function drawGroup(repeated: Repeated, top: number, axis: Axis, gaveUp: number | undefined, theme: Theme): Svg {
  const { attempts, answers } = repeated;
  const { width, rowHeight } = axis;
  const head = headHeight(repeated, width);
  const y = top + head;
  const last = y + attempts.length * rowHeight;
  return group([
    // The axis' lines run behind the headings.
    element('rect', { x: 0, y: top + 6, width, height: head - HEAD_HEIGHT + 18, fill: theme.background }),
    ...headingLines(repeated, width).map((line, index) =>
      textLine(EDGE, top + 18 + index * HEAD_LINE, line, { ...HEAD_FONT, fill: theme.text }),
    ),
    ...attempts.map((attempt, index) =>
      drawAttempt(attempt, y + index * rowHeight, axis, endOf(repeated, gaveUp), theme),
    ),
    answers.length > 0 && textLine(EDGE, last + 4, `${answers.length} at once`, { ...LABEL_FONT, fill: theme.text }),
    ...answers.map((at) =>
      element('circle', {
        cx: axis.x(at),
        cy: last,
        r: 4.5,
        fill: theme.background,
        stroke: theme.reply,
        'stroke-width': 2,
      }),
    ),
  ]);
}

function drawAxis(axis: Axis, top: number, bottom: number, theme: Theme): Svg {
  return group(
    axis.ticks.flatMap((tick) => [
      element('line', { x1: axis.x(tick), x2: axis.x(tick), y1: top, y2: bottom, stroke: theme.grid }),
      textLine(axis.x(tick), bottom + 14, `${tick / 1000} s`, { ...SMALL_FONT, fill: theme.muted, anchor: 'middle' }),
    ]),
  );
}

function describe(repeated: Repeated, gaveUp: number | undefined): readonly string[] {
  const { attempts, answers } = repeated;
  const end = endOf(repeated, gaveUp);
  return [
    `${headingOf(repeated)}.`,
    ...attempts.map(
      ({ number, at, wait }) =>
        `  ${number}. at ${seconds(at)}${wait === undefined ? '' : `, then ${seconds(wait)} of waiting`}`,
    ),
    ...(answers.length > 0
      ? [`  ${answers.length} more at once, each on a SYN that came again: at ${answers.map(seconds).join(', ')}`]
      : []),
    ...(end === undefined
      ? []
      : [`  given up at ${seconds(end)}, ${seconds(end - itemAt(attempts, -1).at)} after the last`]),
  ];
}

/**
 * Draws what TCP sent more than once during a request, each attempt with the wait after it, on one time axis.
 * Nothing sent again gives a picture that says so.
 *
 * @example
 * ```ts
 * import { lab, observe, retransmissions } from 'chainwalk';
 *
 * const machines = await lab();
 * await machines.sh('host# iptables -A INPUT -p tcp -j DROP');
 * const { packets } = await observe(machines, 'client# curl -sS -m 8 http://192.168.70.6');
 * const picture = retransmissions(packets['client eth0'] ?? [], { title: 'Nobody answers', gaveUpAt: 8000 });
 * picture.alt.includes('sent 4 times'); // → true
 * ```
 */
export function retransmissions(packets: readonly CapturedPacket[], options: RetransmissionsOptions): Figure {
  const { title, gaveUpAt, width = PICTURE_WIDTH } = options;
  const theme = resolveTheme(options.theme);
  const groups = repeatedPackets(packets);
  const lines =
    groups.length === 0
      ? ['No SYN and no SYN-ACK was sent more than once.']
      : groups.flatMap((one) => describe(one, gaveUpAt));
  const alt = [title, ...lines].join('\n');
  const body = (top: number): PictureBody => {
    const axis = axisOf(
      Math.max(
        gaveUpAt ?? 0,
        ...groups.flatMap(({ attempts, answers }) => [...attempts.map(({ at }) => at), ...answers]),
      ),
      width,
    );
    const endOfGroups = (count: number) => groups.slice(0, count).reduce((y, one) => y + heightOf(one, axis), top);
    const tops = groups.map((_, index) => endOfGroups(index));
    const bottom = endOfGroups(groups.length);
    const answered = groups.some(({ answers }) => answers.length > 0);
    const notes = [
      ...(groups.length === 0 ? lines : []),
      ...(answered ? ['Open circles: sent at once, because the SYN came again; the others by the timer.'] : []),
    ].flatMap((note) => wrapText(note, SMALL_FONT, width - 2 * EDGE));
    return {
      height: bottom + (groups.length > 0 ? 28 : 4) + notes.length * 16 + 6,
      parts: [
        groups.length > 0 && drawAxis(axis, top + 26, bottom, theme),
        ...groups.map((one, index) => drawGroup(one, itemAt(tops, index), axis, gaveUpAt, theme)),
        ...notes.map((note, index) =>
          textLine(EDGE, bottom + (groups.length > 0 ? 36 : 16) + index * 16, note, {
            ...SMALL_FONT,
            fill: theme.muted,
          }),
        ),
      ],
    };
  };
  return createFigure({
    title,
    alt,
    svg: () => drawTitled({ title, alt, theme, width, body }),
    restyle: (look) => retransmissions(packets, { ...options, ...look }),
    text: () => alt,
    columns: ['packet', 'source', 'destination', 'attempt', 'at_ms', 'wait_ms', 'cause'],
    rows: groups.flatMap(({ first, attempts, answers }) => {
      const name = { packet: flagWords(first.flags ?? ''), source: sourceOf(first), destination: destinationOf(first) };
      return [
        ...attempts.map(({ number, at, wait }) => ({
          ...name,
          attempt: number,
          at_ms: at,
          wait_ms: wait,
          cause: number === 1 ? 'first' : 'timer',
        })),
        ...answers.map((at) => ({ ...name, attempt: undefined, at_ms: at, wait_ms: undefined, cause: 'SYN again' })),
      ];
    }),
  });
}
