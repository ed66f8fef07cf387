/** What decides on the service of a page. */
export interface ChoiceSources {
  /** The query of the page's address. */
  readonly address: string
  /** The same, as the build was told. */
  readonly built: string
  /** Whether visitors may choose by the address. */
  readonly isFree: boolean
}

/**
 * The query that chooses the service. The address only counts where it is free to: a link to a page that strangers trust
 * must not lead what they write there to a server of whoever made the link.
 */
export function chosenQuery({ address, built, isFree }: ChoiceSources): URLSearchParams {
  const asked = new URLSearchParams(isFree ? address : '')
  return asked.size > 0 ? asked : new URLSearchParams(built)
}
