/**
 * Writes docs/accuracy.md and its picture:
 *   npx tsc -p bench/tsconfig.json && node .tmp/bench/bench/accuracy.js
 * Parts by name (whole, power, first, calibration, signals, text, media) make only those; `--seeds 51-60` runs a slice of the whole run or of the signals. What was made is kept in .tmp/accuracy and not
 * made again: after a change of the code, or to be sure, begin with `--fresh`. `--few` is the same on few seeds, into `--to FOLDER`, for the test.
 */
import { makeAccuracyPage } from './accuracy/page.js'

await makeAccuracyPage(process.argv.slice(2), (line) => process.stderr.write(`${line}\n`))
