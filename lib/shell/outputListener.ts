/** Told of what a line wrote since it was told last, text for standard output. */
export type OutputListener = (text: string) => void;
