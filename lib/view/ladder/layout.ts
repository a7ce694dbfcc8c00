/** Where a ladder's lanes, rows and notes stand, px: lanes side by side, a row a packet, notes under the packet they explain. */

import { wrapText } from '../draw/fitText';
import type { Font } from '../draw/font';
import { textWidth } from '../draw/fontMetrics';
import { FONT_SIZE } from '../draw/theme';
import { EDGE } from '../figure/titled';
import { itemAt } from '../itemAt';
import { formatTime, packetWords } from '../packets/packetWords';
import { type Folded, foldWords } from './fold';
import type { Lane } from './lanes';
import type { LadderPacket, Rewriting } from './packets';

/** Of namespaces. */
export const LANE_FONT: Font = { family: 'sans', size: FONT_SIZE.label, weight: 'bold' };
/** Of lanes. */
export const DEVICE_FONT: Font = { family: 'mono', size: FONT_SIZE.small };
/** Of times and of what a packet carries. */
export const SMALL_FONT: Font = { family: 'sans', size: FONT_SIZE.small };
/** Of letters and of the notes that explain them. */
export const MARK_FONT: Font = { ...SMALL_FONT, weight: 'bold' };
/** Room for the times at the left. */
const GUTTER = 56;
/** From a row's top to its arrow, from there to the next row, and how far the arrow sinks from edge to edge. */
const ARROW_DROP = 18;
const ROW_GAP = 11;
/** How much higher a packet's words stand where a letter or the cross may lie under them, px. */
const MARK_LIFT = 5;
/** Half the width of a letter or of a cross at least, with some air, px. */
const MARK_REACH = 12;
/** px that an arrow sinks from edge to edge. */
export const SLOPE = 5;
/** px. */
export const NOTE_HEIGHT = 15;
const WAIT_HEIGHT = 18;
/** A pause that is worth a word, in ms. */
const LONG_WAIT = 100;
/** What `time` adds to a ladder's height. */
const TIME_ROOM = 560;

/** A line under a packet: what happened to it at a lane, or how that goes on. */
export interface Note {
  readonly kind: 'nat' | 'drop';
  readonly text: string;
  readonly x: number;
}

/** A packet's row. */
export interface PlacedPacket {
  readonly packet: LadderPacket;
  readonly y: number;
  /** How much higher than usual its words stand, px. */
  readonly lift: number;
  /** Letters of the rewritings, by lane. */
  readonly marks: readonly { readonly lane: number; readonly mark: string }[];
  readonly notes: readonly Note[];
}

/** A line between packets: a pause, or what is folded. */
export interface Wait {
  readonly y: number;
  readonly text: string;
  readonly isFold: boolean;
}

/** Narrower than this, names of devices may stand at two heights in turn. */
const NARROW = 480;

/** Places and sizes, px. */
export interface LadderLayout {
  readonly isNarrow: boolean;
  /** Whether neighbours' names stand at two heights in turn. */
  readonly isStaggered: boolean;
  readonly x: (lane: number) => number;
  readonly step: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly rows: readonly PlacedPacket[];
  readonly waits: readonly Wait[];
  readonly timeX: number;
}

/** So tall that the lanes are named at the bottom too. */
export function isTall({ top, bottom }: Pick<LadderLayout, 'top' | 'bottom'>): boolean {
  return bottom - top > 600;
}

/** A, B, … Z, AA, AB, … */
function letters(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : letters(Math.floor(index / 26) - 1) + last;
}

/** Gives each different rewriting a letter, and tells when it is met for the first time. */
class Marks {
  readonly #known = new Map<string, string>();

  of({ lane, field, before, after }: Rewriting): { readonly mark: string; readonly isNew: boolean } {
    const key = [lane, field, before, after].join(' ');
    const known = this.#known.get(key);
    const mark = known ?? letters(this.#known.size);
    this.#known.set(key, mark);
    return { mark, isNew: known === undefined };
  }
}

/** Pauses before each packet in ms. */
function waitsOf({ drawn, folds }: Folded): readonly number[] {
  return drawn.map(({ t }, index) => {
    const before = drawn[index - 1];
    return before === undefined ? 0 : Math.max(0, t - (folds.get(before)?.packets.at(-1) ?? before).t);
  });
}

/** Where the lanes stand from left to right in a picture of this width. */
export function ladderColumns(lanes: readonly Lane[], width: number) {
  const isNarrow = width < NARROW;
  const edge = isNarrow ? EDGE / 2 : EDGE;
  const left = edge + GUTTER;
  const right = width - edge;
  const step = (right - left) / lanes.length;
  const isStaggered = isNarrow && lanes.some(({ device }) => textWidth(device, DEVICE_FONT) > step - 12);
  return { isNarrow, isStaggered, left, right, step };
}

/** What a text between the lanes' edges may take. */
export function textRoom({ left, right }: Pick<LadderLayout, 'left' | 'right'>): number {
  return right - left - 12;
}

function noteLines(kind: Note['kind'], text: string, x: number, room: number): readonly Note[] {
  return wrapText(text, MARK_FONT, room).map((line) => ({ kind, text: line, x }));
}

/** Whether a packet's words reach as far as its first letter or its cross; in a narrow ladder they may be moved there. */
function isOverMark(
  { sightings, first, rewritings, lost }: LadderPacket,
  { isNarrow, step }: Pick<LadderLayout, 'isNarrow' | 'step'>,
): boolean {
  const begin = itemAt(sightings, 0).lane;
  const marks = rewritings.map(({ lane }) => Math.abs(lane - begin));
  if (lost) marks.push(Math.abs(itemAt(sightings, -1).lane - begin) + 0.5);
  if (isNarrow) return marks.length > 0;
  return marks.some((lanes) => lanes * step < textWidth(packetWords(first), SMALL_FONT) + MARK_REACH);
}

/** Places the rows from `top` downwards; `scale` says whether pauses take room to scale. */
export function layoutLadder(
  lanes: readonly Lane[],
  { drawn, folds }: Folded,
  scale: 'even' | 'time',
  { top, width }: { readonly top: number; readonly width: number },
): LadderLayout {
  const columns = ladderColumns(lanes, width);
  const { left, right, step } = columns;
  const room = textRoom({ left, right });
  const x = (lane: number): number => left + step * (lane + 0.5);
  const marks = new Marks();
  const reasons = new Set<string>();
  const rows: PlacedPacket[] = [];
  const waits: Wait[] = [];
  const pauses = waitsOf({ drawn, folds });
  const total = pauses.reduce((sum, pause) => sum + pause, 0);
  let y = top;
  for (const [index, packet] of drawn.entries()) {
    const pause = itemAt(pauses, index);
    const pauseRoom =
      scale === 'time' && total > 0 ? (TIME_ROOM * pause) / total : pause >= LONG_WAIT ? WAIT_HEIGHT : 0;
    if (pauseRoom >= WAIT_HEIGHT)
      waits.push({ y: y + pauseRoom / 2, text: `${formatTime(pause)} later`, isFold: false });
    y += pauseRoom;
    const marked = packet.rewritings.map((rewriting) => ({ ...rewriting, ...marks.of(rewriting) }));
    const notes: Note[] = marked
      .filter(({ isNew }) => isNew)
      .flatMap(({ lane, mark, field, before, after }) =>
        noteLines('nat', `${mark}: ${field} ${before} → ${after}`, x(lane), room),
      );
    if (packet.lost && packet.reason !== undefined && !reasons.has(packet.reason)) {
      reasons.add(packet.reason);
      const { lane } = itemAt(packet.sightings, -1);
      const at = x(lane + (packet.rightward ? 0.5 : -0.5));
      notes.push(...noteLines('drop', `dropped: ${packet.reason}`, at, room));
    }
    const lift = isOverMark(packet, columns) ? MARK_LIFT : 0;
    y += lift;
    rows.push({ packet, y: y + ARROW_DROP, lift, marks: marked, notes });
    y += ARROW_DROP + SLOPE + ROW_GAP + notes.length * NOTE_HEIGHT;
    const fold = folds.get(packet);
    if (fold) {
      for (const text of wrapText(`… ${foldWords(fold)} …`, MARK_FONT, room)) {
        waits.push({ y: y + WAIT_HEIGHT / 2, text, isFold: true });
        y += WAIT_HEIGHT;
      }
    }
  }
  return { ...columns, x, top, bottom: y + 2, rows, waits, timeX: left - 8 };
}
