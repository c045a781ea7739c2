import { type ReportData, rowWord } from '../data.js'
import { type Html, html } from '../html.js'
import { list } from '../parts.js'
import { plural, STANDING, utc } from '../words.js'

export function opening({ title, question, data, dossiers, name }: ReportData): Html {
  const tally = (standing: keyof typeof STANDING) => dossiers.filter((d) => d.status !== 'dismissed' && d.standing === standing).length
  const dismissed = dossiers.filter((d) => d.status === 'dismissed').length
  return html`<header><p class="soft small">Lockstep report · draft</p><h1>${title}</h1>
<p class="lead">${question}</p>
<p>${plural(data.posts, rowWord(data))} by ${plural(data.accounts, 'account')}${data.posts > 0 ? `, from ${utc(data.fromMs)} to ${utc(data.toMs)}` : ''}. ${
    dossiers.length === 0
      ? 'No group passed the settings: that is a result too, and the method below says what was looked for.'
      : html`${plural(dossiers.length, 'group')} measured: ${tally('stands-out')} ${STANDING['stands-out'].mark} beyond what equally active accounts of this data show, ${tally('explained')} ${STANDING.explained.mark} with an ordinary explanation that fits, ${tally('not-beyond-chance')} ${STANDING['not-beyond-chance'].mark} not beyond chance${tally('not-tested') ? `, ${tally('not-tested')} ${STANDING['not-tested'].mark} not tested` : ''}${dismissed ? `, ${dismissed} dismissed` : ''}.`
  }</p>
<div class="note" id="what-this-is"><p><strong>What this is.</strong> A draft that describes measured patterns: accounts that did the same thing to the same object within a short time, again and again, beside what this data would show by chance.</p>
<p><strong>What this is not.</strong> It is no verdict on any account and does not say who is behind one. Coordination is often open and legitimate: fans, protests, unions, newsrooms and schedulers coordinate as well. A group stays a draft until a person has answered the other explanations listed with it.</p>
<p>${
    name.isRevealed
      ? html`<strong>Handles are shown</strong> in this report. Reason given: ${name.reason}. Keep it accordingly.`
      : html`Accounts appear under short names made with a key (id ${name.keyId}) that is not part of the case. Handles inside texts are replaced too; other words and links in quoted posts can still point to people.`
  }</p></div></header>`
}

export function contents(ids: readonly (readonly [id: string, title: string])[]): Html {
  return html`<nav aria-label="Contents"><h2 id="contents">Contents</h2><ol>${ids.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}</ol></nav>`
}

export function limits({ dossiers, data }: ReportData): Html {
  const own = [...new Set(dossiers.flatMap((dossier) => dossier.limits))].slice(0, 40)
  return html`<section><h2 id="limits">Limits</h2>${list([
    'Only what is in the files can be seen. What was deleted, private, or never collected is not in this report.',
    'Repeated co-action within a short time is measured; intention, identity and authorship are not.',
    'Attribution to a state, party or firm is outside this tool.',
    ...data.gaps,
    ...own.filter((text) => !data.gaps.includes(text)),
  ])}</section>`
}
