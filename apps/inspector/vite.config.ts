import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig } from 'vite'

// Where `pnpm dev` finds the server that the page is to look into.
const { INSPECTED = 'http://127.0.0.1:7070' } = process.env

export default defineConfig(({ command }) => ({
  plugins: [react()],
  // The page is part of the server: whatever path that has, its files lie beside it.
  base: command === 'build' ? './' : '/inspector/',
  resolve: { conditions: ['source', ...defaultClientConditions] },
  build: {
    outDir: '../../packages/server/dist/inspector-page',
    emptyOutDir: true,
    target: 'es2022',
    // The policy of the page allows nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 600,
  },
  server: { proxy: { '/api': INSPECTED, '^/$': { target: INSPECTED, ws: true } } },
}))
