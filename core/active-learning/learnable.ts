/** Why nothing can be learnt from these classes, if so. `labels` are the job's, by class. */
export const oneClassOnly = (classes: readonly number[], labels: readonly string[]): string | undefined =>
  classes.every((one) => one === classes[0])
    ? `training data holds one class, "${labels[classes[0]!]}" (${classes.length} objects): a model needs objects of at least two`
    : undefined;
