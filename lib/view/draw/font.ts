/** The fonts of pictures: Arimo and Cousine, as wide as Arial and Courier New. */

/** A font of a text. */
export interface Font {
  readonly family: 'sans' | 'mono';
  /** In px. */
  readonly size: number;
  readonly weight?: 'normal' | 'bold';
}

/** A family and a weight: `sans-bold`. */
export type FontFace = `${Font['family']}-${NonNullable<Font['weight']>}`;
