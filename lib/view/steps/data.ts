/** What a page needs to step through a request: its record, one map and one ladder, and where in them each packet is. */
import type { FlowPlaces } from '../path/flowPath';
import type { RequestRecord } from './record';

/** The mime type of {@link StepsData}. */
export const STEPS_MIME = 'application/vnd.chainwalk.steps.v1+json';

/** An SVG and its size in px. */
export interface SizedPicture {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** A request to step through. */
export interface StepsData {
  readonly title: string;
  readonly record: RequestRecord;
  /** Packets of the request that the record leaves out. */
  readonly leftOut: number;
  readonly map: SizedPicture & { readonly paths: readonly FlowPlaces[] };
  readonly ladder?: SizedPicture;
  /** For each packet the index of its path in the map, and the middle of its row in the ladder in px; -1 where it is not drawn. */
  readonly places: readonly (readonly [path: number, row: number])[];
}
