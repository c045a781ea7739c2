import { expect, test } from 'vitest'
import { linesPicture, pictureFile } from './lines.js'

const spec = {
  id: 'p',
  title: '<script>',
  describe: 'a & b',
  panels: [
    {
      title: 'one',
      xWords: 'recall',
      x: [0, 1] as const,
      xTicks: [{ at: 0.5, label: '½' }],
      lines: [
        {
          label: '"x"',
          points: [
            { x: 0, y: 1, low: 0.5, high: 1 },
            { x: 1, y: 0 },
          ],
        },
      ],
      hasDiagonal: true,
    },
  ],
}

test('lines by hand: the panel is 260 wide and high from (44, 34); text is escaped; a file stands alone', () => {
  const file = pictureFile(linesPicture(spec))
  expect(file).toContain('d="M44 34L304 294"')
  expect(file).toContain('d="M44 164V34"') // 34 + 260 − 130
  expect(file).toContain('&lt;script&gt;')
  expect(file).not.toContain('<script>')
  expect(file.match(/https?:[^"]*/g)).toEqual(['http://www.w3.org/2000/svg'])
  expect(file.endsWith('</svg>\n')).toBe(true)
})
