/** What axe-core finds in a page. */
import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** What keeps somebody from reading `page`; with `rules`, of these alone. */
export async function barriers(page: Page, ...rules: string[]): Promise<string[]> {
  const options: axe.RunOptions = { resultTypes: ['violations'], ...(rules.length > 0 && { runOnly: rules }) };
  await page.evaluate(axe.source);
  const { violations } = (await page.evaluate(`axe.run(${JSON.stringify(options)})`)) as axe.AxeResults;
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}
