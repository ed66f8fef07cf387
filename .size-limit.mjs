/** @param {string} folder */
const entry = (folder) => `packages/${folder}/dist/index.js`

/** @param {{ conditions?: string[] }} config */
const asInProduction = (config) => ({ ...config, conditions: ['production'] })

const measure = { gzip: true, brotli: false, modifyEsbuildConfig: asInProduction }

/**
 * A component alone, on top of React and the hooks. Where a limit is above its aim, docs/decisions/0009-size.md says why.
 *
 * @param {string} name
 * @param {string} names
 * @param {string} limit
 */
const component = (name, names, limit) => ({
  name,
  path: entry('components'),
  import: `{ ${names} }`,
  ignore: ['@herenow/react', 'react', 'react-dom'],
  limit,
  ...measure,
})

/** Languages come one by one, so they are not part of everything. */
const everything = [
  'Avatar, StatusDot, OccupancyBadge, PresenceAvatars, PresenceList, PresencePopover, LiveCursors',
  'ChatLog, Message, DaySeparator, UnreadDivider, GapMarker, JumpToLatest, ChatPanel',
  'Composer, TypingIndicator, ConnectionBanner, HerenowUI',
].join(', ')

export default [
  {
    // The aim is 10 kB: docs/decisions/0009-size.md says what stands in the way. The gate keeps it from growing.
    name: 'core + websocket',
    path: [entry('core'), entry('adapters/websocket')],
    import: { [entry('core')]: '{ createClient }', [entry('adapters/websocket')]: '{ websocket }' },
    limit: '21.5 kB',
    ...measure,
  },
  {
    name: 'react, on top of the core',
    path: entry('react'),
    import: '*',
    ignore: ['@herenow/core', '@herenow/adapter', 'react', 'react-dom'],
    limit: '4 kB',
    ...measure,
  },
  component('components: StatusDot', 'StatusDot', '1 kB'),
  component('components: Avatar', 'Avatar', '2 kB'),
  component('components: OccupancyBadge', 'OccupancyBadge', '1.5 kB'),
  component('components: PresenceAvatars', 'PresenceAvatars', '4 kB'),
  component('components: PresenceList', 'PresenceList', '3.5 kB'),
  component('components: PresencePopover', 'PresencePopover', '4.5 kB'),
  component('components: ChatLog and Message (aim 8)', 'ChatLog, Message', '12.5 kB'),
  component('components: Message', 'Message', '4 kB'),
  component('components: JumpToLatest', 'JumpToLatest', '1.5 kB'),
  component('components: DaySeparator, UnreadDivider, GapMarker', 'DaySeparator, UnreadDivider, GapMarker', '2 kB'),
  component('components: Composer', 'Composer', '3 kB'),
  component('components: TypingIndicator', 'TypingIndicator', '2.5 kB'),
  component('components: ConnectionBanner', 'ConnectionBanner', '2.5 kB'),
  component('components: LiveCursors', 'LiveCursors', '3 kB'),
  component('components: HerenowUI', 'HerenowUI', '1 kB'),
  component('components: ChatPanel', 'ChatPanel', '16.5 kB'),
  component('components: everything (aim 18)', everything, '20.5 kB'),
  { name: 'components: styles.css', path: 'packages/components/dist/styles/styles.css', limit: '6 kB', gzip: true },
]
