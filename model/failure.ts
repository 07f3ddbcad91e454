/** A reason the person who started the training job must read. Its message is the whole content of the failure file. */
export class TrainingFailure extends Error {
  override readonly name = 'TrainingFailure';
}
