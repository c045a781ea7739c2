/** Results with account keys turned into what may be shown: what leaves the case as JSON. */
import type { CaseTexts, Dossier, EdgeEvidence, Group, Label, PostRef, SignalResult, TextFamily } from '../model/index.js'
import type { Namer } from './output.js'
import { isoTime } from './text.js'

export function nameGroup(group: Group, name: Namer) {
  return { ...group, members: group.members.map((key) => name(key)) }
}

export function nameDossier(dossier: Dossier, name: Namer) {
  return {
    ...dossier,
    group: nameGroup(dossier.group, name),
    topObjects: dossier.topObjects.map((object) => ({ ...object, objectId: name.object(dossier.network.trace, object.objectId) })),
    ...(dossier.stability
      ? { stability: { ...dossier.stability, members: dossier.stability.members.map((one) => ({ ...one, account: name(one.account) })) } }
      : {}),
    edges: dossier.edges.map((edge) => ({ ...edge, a: name(edge.a), b: name(edge.b) })),
  }
}

/** Post ids lead to the account on its platform, so they go only where handles go. */
export function namePost(post: PostRef, name: Namer) {
  return {
    account: name(post.accountKey),
    ...(name.isRevealed ? { postId: post.postId } : {}),
    at: isoTime(post.atMs),
    text: post.text === null ? null : name.text(post.text),
    fileSha256: post.fileSha256,
    line: post.line,
    ...(post.filled ? { filled: post.filled } : {}),
  }
}

/** Accounts in pictures under the names that may be shown. */
export function nameSignal(result: SignalResult, name: Namer) {
  const shown = (label: Label) => (typeof label === 'string' ? label : name(label.account))
  return {
    ...result,
    pictures: result.pictures.map((picture) =>
      picture.kind === 'heat'
        ? { ...picture, rows: picture.rows.map(shown) }
        : picture.kind === 'raster' || picture.kind === 'bars'
          ? { ...picture, rows: picture.rows.map((row) => ({ ...row, label: shown(row.label) })) }
          : picture,
    ),
    evidence: result.evidence.map((post) => namePost(post, name)),
  }
}

export function nameEvidence(evidence: EdgeEvidence, dossier: Pick<Dossier, 'network'>, name: Namer) {
  return {
    groupId: evidence.groupId,
    networkId: evidence.networkId,
    a: name(evidence.a),
    b: name(evidence.b),
    weight: evidence.weight,
    allPairs: evidence.allPairs,
    pairs: evidence.pairs.map((pair) => ({
      object: name.object(dossier.network.trace, pair.objectId),
      gapSeconds: pair.gapMs / 1000,
      first: namePost(pair.first, name),
      second: namePost(pair.second, name),
    })),
  }
}

export function nameFamily(family: TextFamily, name: Namer) {
  const { template, first, examples, quotedIn } = family
  return {
    ...family,
    objectId: name.object('near-duplicate-text', family.objectId),
    text: name.text(family.text),
    first: namePost(first, name),
    template: {
      ...template,
      parts: template.parts.map((part) => ('text' in part ? { text: name.text(part.text) } : part)),
      slots: template.slots.map((slot) => ({ ...slot, values: slot.values.map((each) => ({ ...each, value: name.text(each.value) })) })),
    },
    examples: examples.map((post) => namePost(post, name)),
    quotedIn: quotedIn.map((post) => namePost(post, name)),
  }
}

export function nameTexts(texts: CaseTexts, name: Namer) {
  return { ...texts, families: texts.families.map((family) => nameFamily(family, name)) }
}
