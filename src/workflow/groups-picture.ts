import type { GroupsView } from '../model/index.js'
import { followedPicture, layersPicture, type Namer, specFile } from '../outputs/index.js'
import { putPicture } from './put-picture.js'

const PLAIN = ((key: number) => String(key)) as unknown as Namer

/** @throws ProblemError `usage/cannot-write` */
export function writeGroupsPicture(view: GroupsView, path: string): string {
  return putPicture(path, specFile(view.verb === 'layers' ? layersPicture(view) : followedPicture(view), PLAIN))
}
