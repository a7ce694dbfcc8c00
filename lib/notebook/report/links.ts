/** Where a report's links may lead. */

/** Whether `href` leads elsewhere than into the same document, to a page on the web or to a mail address. */
export function leadsOut(href: string): boolean {
  return !/^(?:#|https?:\/\/|mailto:)/i.test(href);
}
