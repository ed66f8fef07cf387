// What each part weighs, minified and gzipped, is held by a gate: its weight when it was last decided on and a twentieth.
// docs/decisions/0009-size.md has the rule.

/** @param {string} folder */
const entry = (folder) => `packages/${folder}/dist/index.js`

/** @param {{ conditions?: string[] }} config */
const asInProduction = (config) => ({ ...config, conditions: ['production'] })

const measure = { gzip: true, brotli: false, modifyEsbuildConfig: asInProduction }

/** @param {number} weight */
const gate = (weight) => `${Math.ceil(weight * 1.05)} B`

/**
 * A hook alone, on top of React and the core.
 *
 * @param {string} name
 * @param {number} weight
 */
const hook = (name, weight) => ({
  name: `react: ${name}`,
  path: entry('react'),
  import: `{ ${name} }`,
  ignore: ['@herenow/core', '@herenow/adapter', 'react', 'react-dom'],
  limit: gate(weight),
  ...measure,
})

/**
 * A component alone, on top of React and the hooks.
 *
 * @param {string} name
 * @param {number} weight
 * @param {string} [names]
 */
const component = (name, weight, names = name) => ({
  name: `components: ${name}`,
  path: entry('components'),
  import: `{ ${names} }`,
  ignore: ['@herenow/react', 'react', 'react-dom'],
  limit: gate(weight),
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
    name: 'core + websocket',
    path: [entry('core'), entry('adapters/websocket')],
    import: { [entry('core')]: '{ createClient }', [entry('adapters/websocket')]: '{ websocket }' },
    limit: gate(36_500),
    ...measure,
  },
  {
    name: 'rabbitmq, without its SDK',
    path: entry('adapters/rabbitmq'),
    import: '{ rabbitmq }',
    ignore: ['@herenow/adapter', '@stomp/stompjs'],
    limit: gate(13_000),
    ...measure,
  },
  {
    name: 'centrifugo, beside core and SDK',
    path: entry('adapters/centrifugo'),
    import: '{ centrifugo }',
    ignore: ['@herenow/adapter', 'centrifuge'],
    limit: gate(9_090),
    ...measure,
  },
  {
    name: 'pubnub, without its SDK',
    path: entry('adapters/pubnub'),
    import: '{ pubnub }',
    ignore: ['@herenow/adapter', 'pubnub'],
    limit: gate(13_300),
    ...measure,
  },
  {
    name: 'react, on top of the core',
    path: entry('react'),
    import: '*',
    ignore: ['@herenow/core', '@herenow/adapter', 'react', 'react-dom'],
    limit: gate(3_408),
    ...measure,
  },
  hook('useChannel', 1_252),
  hook('useHistory', 897),
  hook('usePresence', 1_479),
  hook('useMembers', 772),
  hook('useMember', 859),
  hook('useUpdatePresence', 768),
  hook('useHereNow', 931),
  hook('useWhereNow', 878),
  hook('useTyping', 932),
  hook('usePublish', 563),
  hook('useChannelEvent', 565),
  hook('useConnectionState', 522),
  hook('useConnectionEvents', 340),
  hook('useSyncStatus', 543),
  hook('useRealtimeErrors', 278),
  component('StatusDot', 637),
  component('Avatar', 1_773),
  component('OccupancyBadge', 988),
  component('PresenceAvatars', 4_939),
  component('PresenceList', 3_675),
  component('PresencePopover', 5_188),
  component('ChatLog and Message', 13_811, 'ChatLog, Message'),
  component('Message', 4_596),
  component('JumpToLatest', 1_254),
  component('DaySeparator, UnreadDivider, GapMarker', 1_524),
  component('Composer', 3_285),
  component('TypingIndicator', 2_578),
  component('ConnectionBanner', 1_767),
  component('LiveCursors', 3_431),
  component('HerenowUI', 556),
  component('ChatPanel', 19_506),
  component('everything', 24_425, everything),
  {
    name: 'ably, without its SDK',
    path: entry('adapters/ably'),
    import: '{ ably }',
    ignore: ['@herenow/adapter', 'ably'],
    limit: gate(8_800),
    ...measure,
  },
  {
    name: 'server/api, for route handlers',
    path: 'packages/server/dist/api-client/index.js',
    limit: gate(2_220),
    ...measure,
  },
  {
    name: 'server: the page of the inspector',
    path: 'packages/server/dist/inspector-page/assets/*',
    limit: gate(127_000),
    gzip: true,
  },
  {
    name: 'components: styles.css',
    path: 'packages/components/dist/styles/styles.css',
    limit: gate(6_322),
    gzip: true,
  },
]
