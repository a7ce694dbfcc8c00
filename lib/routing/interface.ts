/** What routes and rules know of a network device: its name and index. */
export interface Interface {
  readonly name: string;
  /** Positive, unique in its namespace. */
  readonly ifindex: number;
}
