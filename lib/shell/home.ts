/** Where root lives on the simulated machines. */
export const HOME = '/root';
