/** What axe-core finds in a page. */
import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** What keeps somebody from reading `page`; with `rules`, of these alone. */
export async function barriers(page: Page, ...rules: string[]): Promise<string[]> {
  const found = await violations(page, rules.length > 0 ? { runOnly: rules } : {});
  return found.filter(({ impact }) => impact === 'serious' || impact === 'critical').flatMap(inWords);
}

/** What keeps somebody from reading `page`, or makes it harder. */
export async function everyBarrier(page: Page): Promise<string[]> {
  return (await violations(page, {})).flatMap(inWords);
}

async function violations(page: Page, only: axe.RunOptions): Promise<readonly axe.Result[]> {
  const options: axe.RunOptions = { resultTypes: ['violations'], ...only };
  await page.evaluate(axe.source);
  return ((await page.evaluate(`axe.run(${JSON.stringify(options)})`)) as axe.AxeResults).violations;
}

function inWords({ id, nodes }: axe.Result): readonly string[] {
  return nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`);
}
