import { fileURLToPath } from 'node:url'
import type { StorybookConfig } from '@storybook/react-vite'
import { defaultClientConditions, mergeConfig } from 'vite'
import { propsTables } from './props-tables/plugin.ts'
import { publicEntries } from './props-tables/public-entries.ts'

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')

const config: StorybookConfig = {
  framework: '@storybook/react-vite',
  stories: ['../packages/components/guides/*.mdx', '../packages/components/src/**/*.stories.tsx'],
  addons: ['@storybook/addon-docs', '@storybook/addon-a11y', '@storybook/addon-vitest'],
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
  // The tables of props are made by a plugin of ours.
  typescript: { reactDocgen: false },
  viteFinal: (given) =>
    mergeConfig(given, {
      // Workspace packages are read from their source: stories need no build.
      resolve: { conditions: ['source', ...defaultClientConditions] },
      // Tests look at no documents.
      plugins: process.env['VITEST'] ? [] : [propsTables(root, publicEntries)],
    }),
}

export default config
