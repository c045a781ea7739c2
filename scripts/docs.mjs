// npm run docs: writes the generated pages of docs/ from the descriptions in src.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { prepare, root } from './prepare.mjs'

prepare()
const { generatedDocs } = await import(pathToFileURL(join(root, 'dist', 'src', 'cli', 'docs.js')).href)
for (const [name, text] of Object.entries(await generatedDocs())) {
  writeFileSync(join(root, 'docs', name), text)
  process.stderr.write(`wrote docs/${name}\n`)
}
