/** The simulated machines, loaded when somebody asks for them: three quarters of the package are in them. */
import type { Lab } from './lab';
import type { LabOptions } from './machines';

/** Makes them; as `chainwalk` exports it, it is described in lib/public. */
export async function lab(options: LabOptions = {}): Promise<Lab> {
  const [{ Lab }] = await Promise.all([import('./lab.js'), options.iptables === 'nft' ? loadNft() : undefined]);
  return new Lab(options);
}

async function loadNft(): Promise<void> {
  await (await import('../tools/loadNft.js')).loadIptablesNft();
}
