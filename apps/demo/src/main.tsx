import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { serviceQuery } from './env/service-choice.ts'
import { openService } from './services/open-service.ts'
import { rememberSettings } from './services/service-links.ts'
import { SetUpPage } from './services/set-up-page.tsx'
import './styles/index.css'
import '@herenow/components/styles.css'

const root = document.getElementById('root')
if (root) {
  const opening = await openService(serviceQuery)
  if (opening.status === 'open') rememberSettings(opening.service.name, serviceQuery)
  createRoot(root).render(
    <StrictMode>
      {opening.status === 'open' ? <App service={opening.service} /> : <SetUpPage opening={opening} />}
    </StrictMode>,
  )
}
