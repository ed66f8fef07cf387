/** What React keeps of a component that is on the page. Nothing public tells what a component was given. */
interface Fiber {
  readonly type: unknown
  readonly memoizedProps: unknown
  readonly child: Fiber | null
  readonly sibling: Fiber | null
  readonly return: Fiber | null
  readonly stateNode: unknown
}

/** As far as React looks into props, in development, to say what has changed. */
const depth = 4

/** The names of all components around and in an element, and how long the longest list is that each was given. */
export function carriedLists(element: Element): readonly (readonly [string, number])[] {
  const key = Object.keys(element).find((name) => name.startsWith('__reactFiber$')) ?? ''
  // React's own object, as it stands on the element.
  let fiber = (element as unknown as Readonly<Record<string, Fiber>>)[key] ?? null
  while (fiber?.return) fiber = fiber.return
  return fiber === null ? [] : componentsIn(current(fiber))
}

/** React keeps two trees; the root knows which is shown. */
function current(root: Fiber): Fiber {
  const { stateNode } = root
  return typeof stateNode === 'object' && stateNode !== null && 'current' in stateNode
    ? (stateNode.current as Fiber)
    : root
}

function componentsIn(root: Fiber): readonly (readonly [string, number])[] {
  const found: (readonly [string, number])[] = []
  const waiting = [root]
  for (let fiber = waiting.pop(); fiber !== undefined; fiber = waiting.pop()) {
    const name = nameOf(fiber.type)
    if (name !== '') found.push([name, longest(fiber.memoizedProps, depth)])
    if (fiber.sibling !== null) waiting.push(fiber.sibling)
    if (fiber.child !== null) waiting.push(fiber.child)
  }
  return found
}

function nameOf(type: unknown): string {
  if (typeof type === 'function') return type.name
  if (typeof type !== 'object' || type === null) return ''
  if ('displayName' in type && typeof type.displayName === 'string') return type.displayName
  if ('render' in type) return nameOf(type.render) || 'a part'
  return 'type' in type ? nameOf(type.type) : ''
}

/** Elements are no data: what is in them is looked at where they are. */
function longest(value: unknown, left: number): number {
  if (typeof value !== 'object' || value === null || left === 0 || '$$typeof' in value) return 0
  const inside = Object.values(value).map((each) => longest(each, left - 1))
  return Math.max(Array.isArray(value) && !value.some(isElement) ? value.length : 0, ...inside)
}

function isElement(value: unknown): boolean {
  return typeof value === 'object' && value !== null && '$$typeof' in value
}
