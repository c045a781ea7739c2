import { withCase } from '../case-path.js'
import type { Command } from '../command.js'
import { textFlags } from '../described.js'
import { NAME_FLAGS, namerOf, PICTURE_FLAG } from '../name-flags.js'
import { shell } from '../shell.js'
import { familyLines, textLines } from '../text-views.js'

export const command: Command = {
  argsMean: { CASE: 'the case', FAMILY: 'a family, such as T03: its template and its texts side by side' },
  examples: ['lockstep texts harbour', 'lockstep texts harbour T03 --picture T03.svg', 'lockstep texts harbour --least-accounts 5 --json'],
  flags: [
    {
      name: 'embedding-model',
      value: 'FILE',
      meaning:
        'an ONNX model on this machine that puts texts of several languages side by side, tokenizer.json beside it; nothing is fetched. Needs the packages onnxruntime-node and @huggingface/tokenizers',
    },
    PICTURE_FLAG,
    ...NAME_FLAGS,
  ],
  described: textFlags,
  notes: [
    'Same words are ordinary: quotations, lyrics, petitions, share buttons, weather reports. A family counts toward coordination only when its words are rare and it passes a null.',
    'With FAMILY, what was described before is shown; without it, or when nothing was described yet, the families are described anew and written into the case.',
  ],
  async run(call) {
    const { args, params, seed, world } = call
    const { chooseFamily, findTexts, nameFamily, nameTexts, openEmbedder, readTexts, writeTextsPicture } = await import(
      '../../workflow/index.js'
    )
    const id = args[1]?.toUpperCase()
    const file = call.flag('embedding-model')
    const isNew = id === undefined || file !== undefined || Object.keys(params).length > 0
    const known = isNew ? null : await withCase(call, 'read', 'texts', readTexts)
    return withCase(call, known === null || call.has('reveal') ? 'write' : 'read', 'texts', async (kase) => {
      const embedder = file === undefined ? undefined : await openEmbedder(file)
      const texts = known ?? (await findTexts(world, kase, { params, seed, embedder }))
      const family = id === undefined ? null : chooseFamily(texts, id)
      const name = await namerOf(call, kase)
      const picture = call.flag('picture')
      if (picture !== undefined) call.say(`picture  ${writeTextsPicture(texts, family, picture, name)}`)
      const text = family === null ? textLines(texts, name) : familyLines(family, texts, name)
      const data = family === null ? nameTexts(texts, name) : nameFamily(family, name)
      const next =
        family === null
          ? texts.families.length > 0
            ? [shell`lockstep texts ${args[0]} ${texts.families[0]?.familyId}`]
            : []
          : [shell`lockstep report ${args[0]}`]
      return { case: kase.path, data, text: await text, next }
    })
  },
}
