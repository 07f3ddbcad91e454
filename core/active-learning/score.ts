/** One line of a scores file: what the model thinks of an object in one round. */
export interface Score {
  id: number;
  /** Class id of the model's label; undefined when it named a label the job does not have. */
  label?: number;
  confidence?: number;
  /** Set for labelled validation objects: the class people gave it. */
  validation?: number;
  /** Whether a validation object still stands for the objects that are left; see `survivesEarlierRounds`. */
  survives?: boolean;
}
