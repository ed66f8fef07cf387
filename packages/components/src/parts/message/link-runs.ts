/** A piece of a text. With `href` it is a link. */
export interface TextRun {
  readonly text: string
  readonly href: string | null
}

// What may be a link: an address with its scheme written out, or a mail address. What it really is, the parser says.
const candidate =
  /\bhttps?:\/\/[^\s<>"]+|\bmailto:[^\s<>"]+|(?<![\p{L}\p{N}.+_-])[\p{L}\p{N}.+_-]{1,64}@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/giu
const allowed = new Set(['http:', 'https:', 'mailto:'])
const trailing = new Set('.,;:!?\'"’”»…*_~')
const brackets = ['()', '[]', '{}']
// Controls and what turns the direction of text: inside a link they could make it read as another one.
const disguising = /[\p{Cc}\p{Cf}]/u

// Scripts with letters that are drawn like Latin ones; then single such letters, and what is drawn like a slash.
const lookAlike =
  /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Coptic}\p{Script=Armenian}\p{Script=Cherokee}\u0131\u0251\u0261\u2044\u2215\u29F8]/u

/** The longest text that is searched for links; the rest stays text. */
const longest = 20_000

/**
 * Finds the links of a text. The runs put together are the text, unchanged.
 *
 * Only what the URL parser takes for `http:`, `https:` or `mailto:` is a link. An address with a user name before its
 * host ("https://bank.example@evil.example") or with invisible characters in it stays text, and so does one whose host
 * mixes Latin letters with others that look like them ("https://аpple.com").
 */
export function linkRuns(text: string): readonly TextRun[] {
  const runs: TextRun[] = []
  let at = 0
  for (const { 0: found, index } of text.slice(0, longest).matchAll(candidate)) {
    // Half an address is another address.
    if (index + found.length === longest && text.length > longest) break
    const link = withoutTrailing(found)
    const href = linkTarget(link)
    if (href === null) continue
    if (index > at) runs.push({ text: text.slice(at, index), href: null })
    runs.push({ text: link, href })
    at = index + link.length
  }
  if (at < text.length) runs.push({ text: text.slice(at), href: null })
  return runs
}

function linkTarget(link: string): string | null {
  const address = /^(?:https?|mailto):/i.test(link) ? link : `mailto:${link}`
  if (disguising.test(link) || isLookAlike(hostOf(link)) || !URL.canParse(address)) return null
  const { protocol, username, password, href } = new URL(address)
  return allowed.has(protocol) && username + password === '' ? href : null
}

/** The host as it is written, and not as the parser spells it. */
const hostOf = (link: string): string => /^(?:https?:\/\/|.*@)(?<host>[^/?#]*)/i.exec(link)?.groups?.['host'] ?? ''

const isLookAlike = (host: string): boolean => lookAlike.test(host) && /[a-z]/i.test(host)

/** Sentences end in punctuation, and links are put in brackets; neither is part of the address. */
function withoutTrailing(link: string): string {
  // How many brackets are closed that were opened elsewhere, for each kind.
  const unopened = new Map<string, number>()
  for (const [open = '', close = ''] of brackets) unopened.set(close, count(link, close) - count(link, open))
  let end = link.length
  for (; end > 0; end -= 1) {
    const last = link.charAt(end - 1)
    if (trailing.has(last)) continue
    const extra = unopened.get(last) ?? 0
    if (extra <= 0) break
    unopened.set(last, extra - 1)
  }
  return link.slice(0, end)
}

function count(text: string, character: string): number {
  return text.split(character).length - 1
}
