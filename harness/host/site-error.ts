export type SiteErrorCode = 'SITE_DOWN' | 'CALL_TIMED_OUT'

/** What a program gets where a call to another site cannot be answered. */
export class RemoteCallFailed extends Error {
  override name = 'RemoteCallFailed'
  readonly code: SiteErrorCode

  constructor(code: SiteErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
