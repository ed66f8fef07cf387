/** How something must look where the reader's few colours replace all of ours. */
interface Rule {
  readonly selector: string
  readonly must: string
  readonly holds: (element: Element) => boolean
}

type Side = 'top' | 'right' | 'bottom' | 'left'
const everySide: readonly Side[] = ['top', 'right', 'bottom', 'left']

/** The colour of the page: what has it is not seen. */
function pageColor(): string {
  const probe = document.createElement('i')
  probe.style.cssText = 'background: Canvas; forced-color-adjust: none'
  document.body.append(probe)
  const { backgroundColor } = getComputedStyle(probe)
  probe.remove()
  return backgroundColor
}

const isSeen = (color: string): boolean => !/^rgba\(.*, 0\)$|^transparent$/.test(color) && color !== pageColor()

function hasLine(element: Element, sides: readonly Side[] = everySide, pseudo?: string): boolean {
  const style = getComputedStyle(element, pseudo)
  return sides.every(
    (side) =>
      style.getPropertyValue(`border-${side}-style`) !== 'none' &&
      Number.parseFloat(style.getPropertyValue(`border-${side}-width`)) >= 1 &&
      isSeen(style.getPropertyValue(`border-${side}-color`)),
  )
}

const hasReadableText = (element: Element): boolean => isSeen(getComputedStyle(element).color)
const isFilled = (element: Element): boolean => isSeen(getComputedStyle(element).backgroundColor)
const isMasked = (element: Element): boolean => getComputedStyle(element).maskImage !== 'none'
const borderStyle = (element: Element): string => getComputedStyle(element).borderTopStyle
const borderWidth = (element: Element): number => Number.parseFloat(getComputedStyle(element).borderTopWidth)

const rules: readonly Rule[] = [
  {
    selector: '.hn-status-dot[data-status="active"]',
    must: 'be full',
    holds: (dot) => isFilled(dot) && !isMasked(dot),
  },
  {
    selector: '.hn-status-dot[data-status="idle"]',
    must: 'be a crescent',
    holds: (dot) => isFilled(dot) && isMasked(dot),
  },
  {
    selector: '.hn-status-dot[data-status="offline"]',
    must: 'be a ring',
    holds: (dot) => !isFilled(dot) && hasLine(dot),
  },
  { selector: '.hn-avatar-face', must: 'have a border', holds: (face) => hasLine(face) },
  { selector: '.hn-avatar-initials', must: 'be readable', holds: hasReadableText },
  { selector: '.hn-presence-avatars-more', must: 'have a border', holds: (more) => hasLine(more) },
  { selector: '.hn-occupancy-badge', must: 'have a border', holds: (badge) => hasLine(badge) },
  {
    selector: '.hn-occupancy-badge-icon',
    must: 'be a dot, or a ring where nobody is',
    holds: (icon) => isFilled(icon) !== hasLine(icon),
  },
  { selector: '.hn-popover-box', must: 'have a border', holds: (panel) => hasLine(panel) },
  { selector: '.hn-message-body', must: 'have a border', holds: (body) => hasLine(body) },
  {
    selector: '[data-own="true"] > .hn-message-content .hn-message-body',
    must: 'have a thicker border than what others said',
    holds: (body) => borderWidth(body) >= 2,
  },
  {
    selector: '[data-own="false"] > .hn-message-content .hn-message-body',
    must: 'have a thinner border than what we said',
    holds: (body) => borderWidth(body) < 2,
  },
  {
    selector: '[data-status="failed"] > .hn-message-content .hn-message-body',
    must: 'have a broken border',
    holds: (body) => borderStyle(body) === 'dashed',
  },
  { selector: '.hn-message-failure', must: 'be readable', holds: hasReadableText },
  { selector: '.hn-unread-divider', must: 'be a line', holds: (line) => hasLine(line, ['top'], '::before') },
  { selector: '.hn-day-separator', must: 'be a line', holds: (line) => hasLine(line, ['top'], '::before') },
  { selector: '.hn-gap-marker', must: 'be a line', holds: (line) => hasLine(line, ['top'], '::before') },
  { selector: '.hn-jump-to-latest', must: 'have a border', holds: (pill) => hasLine(pill) },
  { selector: '.hn-jump-arrow', must: 'be an arrow', holds: (arrow) => hasLine(arrow, ['right', 'bottom']) },
  { selector: '.hn-log-sketch-row', must: 'have a border', holds: (sketch) => hasLine(sketch) },
  {
    selector: '.hn-log-spinner',
    must: 'have one side unlike the others, or nobody sees it turn',
    holds: (ring) => getComputedStyle(ring).borderTopColor !== getComputedStyle(ring).borderBottomColor,
  },
  { selector: '.hn-composer-frame', must: 'have a border', holds: (frame) => hasLine(frame) },
  { selector: '.hn-composer-send', must: 'have a border', holds: (button) => hasLine(button) },
  {
    selector: '.hn-connection-banner:not([data-state="quiet"])',
    must: 'have a line below',
    holds: (banner) => hasLine(banner, ['bottom']),
  },
  {
    selector: '.hn-typing-dots',
    must: 'be dots',
    holds: (dots) => hasReadableText(dots) && getComputedStyle(dots).backgroundImage !== 'none',
  },
  { selector: '.hn-cursor-arrow', must: 'be filled', holds: (arrow) => isSeen(getComputedStyle(arrow).fill) },
  { selector: '.hn-cursor-name', must: 'be on a colour', holds: (name) => isFilled(name) && !hasSameColors(name) },
]

function hasSameColors(element: Element): boolean {
  const { color, backgroundColor } = getComputedStyle(element)
  return color === backgroundColor
}

/** What of a story can't be made out in forced colours, in words; empty where all is well. */
export function findWhatForcedColorsHide(root: Element): readonly string[] {
  const broken = rules.flatMap(({ selector, must, holds }) =>
    [...root.querySelectorAll(selector)]
      .filter((element) => element.checkVisibility() && !holds(element))
      .map(() => `${selector} must ${must}`),
  )
  return [...new Set([...broken, ...withoutFocus(root)])]
}

/** The rules that say nothing about this story, since it shows no such thing. */
export function rulesWithoutElement(root: Element): readonly string[] {
  return rules.map(({ selector }) => selector).filter((selector) => root.querySelector(selector) === null)
}

/** What doesn't show that it has the focus. A field may leave that to the frame around it. */
function withoutFocus(root: Element): readonly string[] {
  const before = document.activeElement
  const silent = [...root.querySelectorAll<HTMLElement>('button, textarea, input, a[href], [tabindex]')]
    .filter((element) => element.checkVisibility() && !element.matches(':disabled'))
    .filter((element) => {
      element.focus({ preventScroll: true, focusVisible: true })
      const frame = element.closest('.hn-composer-frame')
      return element.matches(':focus') && !hasOutline(element) && (frame === null || !hasOutline(frame))
    })
    .map((element) => `${element.localName}.${element.className} must show its focus`)
  if (before instanceof HTMLElement) before.focus({ preventScroll: true })
  return silent
}

function hasOutline(element: Element): boolean {
  const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element)
  return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1 && isSeen(outlineColor)
}
