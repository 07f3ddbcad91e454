/** One entry of a label category configuration file; its position in the list is the class id. */
export interface LabelCategory {
  label: string;
  shortDisplayName?: string;
}
