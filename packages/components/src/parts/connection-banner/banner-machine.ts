/** What a banner says. */
export type Banner =
  | { readonly state: 'quiet' }
  | { readonly state: 'lost'; readonly waiting: number; readonly failedBefore: number }
  | { readonly state: 'failed'; readonly waiting: number; readonly failedBefore: number }
  /** Back, and what waited is on its way. */
  | { readonly state: 'sending'; readonly waiting: number; readonly failedBefore: number }
  | { readonly state: 'back'; readonly sent: number }

/** What a banner sees. */
export interface Seen {
  /** `away`: not connected, and nothing to tell (yet). `ended`: nobody wants a connection. */
  readonly connection: 'up' | 'away' | 'lost' | 'failed' | 'ended'
  /** Messages of ours that are not sent yet. */
  readonly queuedCount: number
  /** Messages of ours that will not be sent by themselves. */
  readonly failedCount: number
}

export const quiet: Banner = { state: 'quiet' }

/** What the banner says next. Seeing the same again changes nothing, and gives the same object. */
export function nextBanner(banner: Banner, seen: Seen): Banner {
  switch (seen.connection) {
    case 'ended':
      return quiet
    case 'away':
      return banner
    case 'lost':
    case 'failed':
      return down(banner, seen.connection, seen)
    case 'up':
      return up(banner, seen)
  }
}

function down(banner: Banner, state: 'lost' | 'failed', { queuedCount, failedCount }: Seen): Banner {
  const isSame = banner.state === state && banner.waiting === queuedCount && banner.failedBefore === failedCount
  return isSame ? banner : { state, waiting: queuedCount, failedBefore: failedCount }
}

/** What waited when the connection came back counts as sent when nothing is on its way and it hasn't failed. */
function up(banner: Banner, { queuedCount, failedCount }: Seen): Banner {
  if (banner.state === 'quiet' || banner.state === 'back') return banner
  const { waiting, failedBefore } = banner
  if (queuedCount === 0 || waiting === 0)
    return { state: 'back', sent: Math.max(0, waiting - failedCount + failedBefore) }
  return banner.state === 'sending' ? banner : { state: 'sending', waiting, failedBefore }
}
