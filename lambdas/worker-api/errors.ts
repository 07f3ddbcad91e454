import type { TaskRefusal } from '../../core/workforce/task';

export type ErrorCode =
  | 'LeaseExpired'
  | 'NotYours'
  | 'TaskClosed'
  | 'WorkTaken'
  | 'DraftConflict'
  | 'InvalidAnswer'
  | 'TooLarge'
  | 'NotFound'
  | 'ValidationException'
  | 'AccessDeniedException';

const STATUS: Record<ErrorCode, number> = {
  LeaseExpired: 410,
  NotYours: 403,
  TaskClosed: 410,
  WorkTaken: 410,
  DraftConflict: 409,
  InvalidAnswer: 422,
  TooLarge: 413,
  NotFound: 404,
  ValidationException: 400,
  AccessDeniedException: 403,
};

/** A refusal in words a worker understands. The portal translates by `code`; `details` are sent beside it. */
export class ApiError extends Error {
  readonly status: number;

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly details: Record<string, unknown> = {},
  ) {
    super(message);
    this.name = code;
    this.status = STATUS[code];
  }
}

const REFUSALS: Record<TaskRefusal, [ErrorCode, string]> = {
  LeaseExpired: [
    'LeaseExpired',
    'The time for this task is over, so it went back to the queue and somebody else may do it. The answer was not submitted. Take the task again or the next one to go on.',
  ],
  NotYours: ['NotYours', 'This task belongs to another worker.'],
  TaskClosed: ['TaskClosed', 'This task needs no more answers. Take the next task to go on.'],
  AlreadySeen: ['TaskClosed', 'You have finished or declined this task already.'],
};

/** `isDone` says that it was this worker who finished or declined the task, in another window maybe. */
export const refusalError = (refusal: TaskRefusal): ApiError =>
  new ApiError(...REFUSALS[refusal], refusal === 'AlreadySeen' ? { isDone: true } : {});

export const unknownAssignment = (): ApiError => new ApiError('NotFound', 'There is no such task any more.');

export const tooLarge = (limit: number, bytes?: number): ApiError =>
  new ApiError(
    'TooLarge',
    `This is too large to be saved${bytes === undefined ? '' : `: ${bytes} bytes`}; ${limit} bytes are allowed. It is kept in the browser.`,
    { limit, bytes },
  );
