/** Where a server is. */
export interface Place {
  readonly httpUrl: string
  readonly socketUrl: string
}

/** Where the server is whose page is at `href`: one folder above it, whatever path a proxy has put before that. */
export function placeOf(href: string): Place {
  const above = new URL('..', href)
  const httpUrl = above.origin + above.pathname.replace(/\/$/, '')
  return { httpUrl, socketUrl: httpUrl.replace(/^http/, 'ws') }
}
