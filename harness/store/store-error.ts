export type StoreErrorCode =
  | 'SET_NAME_INVALID'
  | 'SET_NOT_FOUND'
  | 'SET_OTHER_PLAN'
  | 'SETS_NOT_COMPARABLE'
  | 'SETS_MIXED'
  | 'BASELINES_UNREADABLE'
  | 'HISTORY_UNREADABLE'
  | 'SET_IN_USE'
  | 'PLAN_UNREADABLE'
  | 'SOURCES_CHANGED'
  | 'FOLDER_NOT_WRITABLE'

/** What is asked of the results on disk cannot be done; the message says what was expected, what is there, and what next. */
export class StoreError extends Error {
  readonly code: StoreErrorCode

  constructor(code: StoreErrorCode, message: string) {
    super(message)
    this.name = 'StoreError'
    this.code = code
  }
}
