const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** The first letters of a name's first and last word, as people see letters: emoji and accents stay whole. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/)
  const [first = '', last = ''] = [words[0], words.length > 1 ? words.at(-1) : undefined]
  return (firstGrapheme(first) + firstGrapheme(last)).toLocaleUpperCase() || '?'
}

function firstGrapheme(word: string): string {
  for (const { segment } of graphemes.segment(word)) return segment
  return ''
}
