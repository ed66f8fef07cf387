/** What a language says for its plural categories; `other` is said for those that it doesn't tell apart. */
export type PluralForms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>

/**
 * A string that follows a count, in a language with more than the two forms of English.
 *
 * `#` in a form stands for the number.
 */
export function plural(locale: string, forms: PluralForms): (count: number, text: string) => string {
  const rules = new Intl.PluralRules(locale)
  return (count, text) => (forms[rules.select(count)] ?? forms.other).replace('#', text)
}
