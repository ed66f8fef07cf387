let segmenter: Intl.Segmenter | undefined

/** The letters of a text, as people see letters: emoji and accents stay whole. */
export function lettersOf(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  return segmenter.segment(text)
}
