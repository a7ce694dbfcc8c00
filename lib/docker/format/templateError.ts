/** What Go's template package says of a template. */
export class TemplateError extends Error {
  /** `message` follows `template: `. */
  constructor(
    message: string,
    /** Of the template itself, not of what it is filled with. */
    readonly syntax = false,
  ) {
    super(message);
    this.name = 'TemplateError';
  }
}
