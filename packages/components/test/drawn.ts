/** Ours, without those that give only what is in them to the page, and without what only screen readers find. */
const parts = '[class^="hn-"]:not(.hn-root, .hn-look, .hn-live-cursors, .hn-hidden, .hn-announcer)'

/** What isn't seen: names that are new each time, and what the page says to phones. */
const unseen = /^(--|text-size-adjust|-webkit-tap-highlight-color|anchor-name|position-anchor)/

/**
 * All that style sheets say of our elements, and of what stands before and after them, as far as it is drawn: values by
 * the number of the element, its class and the property.
 */
export function drawn(isSeen: (property: string, pseudo: string) => boolean = () => true): ReadonlyMap<string, string> {
  const elements = [...document.querySelectorAll(parts)]
  const said = elements.flatMap((element, index) => {
    const name = `${index} ${element.localName}.${element.getAttribute('class') ?? ''}`
    const pseudos = ['::before', '::after'].filter((each) => getComputedStyle(element, each).content !== 'none')
    const field = element.localName === 'textarea' ? ['::placeholder'] : []
    return ['', ...pseudos, ...field].flatMap((pseudo) => {
      const style = getComputedStyle(element, pseudo)
      return [...style]
        .filter((property) => !unseen.test(property) && isDrawn(style, property) && isSeen(property, pseudo))
        .map((property) => [`${name}${pseudo} ${property}`, inSixtieths(style.getPropertyValue(property))] as const)
    })
  })
  return new Map(said)
}

/**
 * Firefox draws in sixtieths of a pixel, and says what it draws, not what was asked for, where the page sets the
 * `appearance` of a button.
 */
function inSixtieths(value: string): string {
  return value.replaceAll(/(\d+\.\d+)px/g, (_, pixels) => `${Math.round(Number(pixels) * 60) / 60}px`)
}

/** What differs between two looks at the same parts. */
export function differences(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((key) => before.get(key) !== after.get(key))
    .map((key) => `${key}: ${after.get(key)}, not ${before.get(key)}`)
}

/** A border without a width has a style that nobody sees. */
function isDrawn(style: CSSStyleDeclaration, property: string): boolean {
  const border = /^(?<side>border-.*)-(style|color)$/.exec(property)?.groups?.['side']
  return border === undefined || style.getPropertyValue(`${border}-width`) !== '0px'
}
