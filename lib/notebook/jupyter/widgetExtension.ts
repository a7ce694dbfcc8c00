/** The extension that draws the widgets in JupyterLab 4, Notebook 7 and JupyterLite. The classic notebook shows their text. */
import { bundledScript } from '../site/bundle';
import type { Prebuilt } from './prebuilt';

/** Bundles it. Rejects with what the bundler says. */
export async function widgetExtension(): Promise<Prebuilt> {
  const script = await bundledScript('widgets/jupyter/extension.ts');
  return { name: 'chainwalk-widgets', kind: 'extension', script };
}
