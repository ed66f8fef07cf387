// What every page here has: messages, people, and a field to say something. Nothing of the kit.

/** What the address says: where the service is, and the channel. */
export const settings = Object.fromEntries(new URLSearchParams(location.search))

/** @type {string[]} */
const messages = []
/** @type {Set<string>} */
const people = new Set()

/** @param {string} id @param {readonly string[]} texts */
function fill(id, texts) {
  const rows = texts.map((text) => Object.assign(document.createElement('li'), { textContent: text }))
  document.getElementById(id)?.replaceChildren(...rows)
}

/** @param {unknown} text */
export function show(text) {
  messages.push(String(text))
  fill('messages', messages)
}

/** @param {string} name */
export function came(name) {
  people.add(name)
  fill('people', [...people].sort())
}

/** @param {string} name */
export function went(name) {
  people.delete(name)
  fill('people', [...people].sort())
}

/** @param {(text: string) => void} publish called with what was typed */
export function ready(publish) {
  const field = document.querySelector('input')
  if (field === null) throw new Error('The page has a field')
  field.disabled = false
  field.addEventListener('keydown', ({ key }) => {
    if (key !== 'Enter') return
    publish(field.value)
    field.value = ''
  })
}
