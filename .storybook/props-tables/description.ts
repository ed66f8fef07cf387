/** What a comment says about a prop, and apart from that what the prop is when it isn't given. */
export function describe(
  comment: string,
  inCode: string | null,
): { readonly description: string; readonly default: string | null } {
  const text = comment.replaceAll(/\s+/g, ' ').trim()
  // “Default `false`.”, “Default 5.”, “Default: the viewer's own.”, up to the end of the sentence.
  const said = /(?:^|(?<=[.;] ?))[Dd]efault:? (?<value>(?:`[^`]*`|[^.;])+)[.;]?/.exec(text)
  if (said === null) return { description: text, default: inCode }
  const value = said.groups?.['value']?.trim() ?? ''
  const before = text.slice(0, said.index).trim().replace(/;$/, '.')
  const after = text.slice(said.index + said[0].length).trim()
  return { description: [before, capitalized(after)].filter(Boolean).join(' '), default: value.replaceAll('`', '') }
}

const capitalized = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`
