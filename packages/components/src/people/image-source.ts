const picture = /^(?:https?:|blob:|data:image\/|(?![a-z][\w+.-]*:).)/i

/**
 * A picture's URL as it can be put into `src`, or `undefined` where it can't.
 *
 * It comes from other people: only http(s), blob and data images, and addresses without a scheme, are allowed.
 */
export function imageSource(source: string | undefined): string | undefined {
  // Browsers skip blanks and controls in a URL's beginning, so a scheme may hide behind them.
  return picture.test(source?.replace(/[\p{Cc}\s]/gu, '') ?? '') ? source : undefined
}
