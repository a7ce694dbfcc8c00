/** What is done in a page of JupyterLab's, wherever its Jupyter kernel runs. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** How long a page and its kernel may take to answer, in milliseconds: far more than they do, on a machine that does nothing else. */
export const PATIENCE = 120_000;

/** Waits until the kernel has nothing to do. */
export async function idle(page: Page): Promise<void> {
  await page.getByText('TypeScript | Idle').waitFor();
}

/** Runs all cells and waits until each has been run; one whose code is hidden has no number. */
export async function runAll(page: Page): Promise<void> {
  await page.getByRole('menuitem', { name: 'Run', exact: true }).click();
  await page.getByText('Run All Cells', { exact: true }).click();
  const prompts = page.locator('.jp-CodeCell .jp-InputPrompt');
  await expect
    .poll(async () => (await prompts.allTextContents()).filter((text) => !/^(?:\[\d+\]:)?$/.test(text)), {
      timeout: PATIENCE,
    })
    .toEqual([]);
  await idle(page);
}
