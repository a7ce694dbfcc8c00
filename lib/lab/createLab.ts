/** The simulated machines, loaded when somebody asks for them: three quarters of the package are in them. */
import type { Lab, LabOptions } from './lab';

/** The article's machines in their first state. */
export async function lab(options: LabOptions = {}): Promise<Lab> {
  const { Lab } = await import('./lab.js');
  return new Lab(options);
}
