import { type NetworkInfo, rangeOf, showValue, testOf } from '../../../model/index.js'
import type { MethodCard, ReportData } from '../data.js'
import { type Html, html } from '../html.js'
import { table } from '../parts.js'
import { count, percent, plural } from '../words.js'

function paramTable(card: MethodCard, values: Readonly<Record<string, unknown>>, caption: string): Html {
  return table(
    caption,
    [{ head: 'parameter' }, { head: 'value' }, { head: 'default' }, { head: 'range' }, { head: 'meaning; what a larger value does' }],
    Object.entries(card.params).map(([key, param]) => {
      const value = key in values ? values[key] : param.default
      const isDefault = showValue(param, value) === showValue(param, param.default)
      return [
        html`<code>${key}</code>`,
        isDefault ? showValue(param, value) : html`<strong>${showValue(param, value)}</strong>`,
        showValue(param, param.default),
        rangeOf(param),
        `${param.meaning} ${param.larger}`,
      ]
    }),
  )
}

function references(card: MethodCard): Html {
  if (card.references.length === 0) return html``
  return html`<p class="small">After: ${card.references.map((reference) => html`${reference.text}${reference.doi ? ` doi:${reference.doi}` : ''} `)}</p>`
}

function tested(network: NetworkInfo): Html {
  const test = testOf(network)
  if (test === null) return html`<p>Ties are counts; what chance gives is tested group by group, below.</p>`
  const { nullModel, correction, alpha, tests, passed, of } = test
  return html`<p>Tested: null <code>${nullModel}</code>, correction <code>${correction}</code> at ${alpha}, ${plural(tests, 'test')}; kept ${count(passed ?? 0)} of ${plural(of, 'tie')} (${percent(passed ?? 0, of)}).</p>`
}

function signalCards(cards: readonly MethodCard[]): Html {
  if (cards.length === 0) return html``
  return html`<h3>Signals</h3>${cards.map((card) => html`<h4>${card.title}</h4><p>${card.what} Ordinary behaviour that gives the same: ${card.ordinary}</p>${references(card)}`)}`
}

/** Made from the descriptions of the methods that ran; each network with the parameters that it was made with. */
export function method({ cards, networks, dossiers, groupParams, signals }: ReportData): Html {
  const groupMethods = [...new Set(dossiers.map(({ group }) => group.method))].sort()
  const traces = [...new Set(networks.map(({ trace }) => trace))]
  return html`<section><h2 id="method">Method</h2>
<p>Posts become traces (one account did one thing to one object at one time); accounts with enough near-simultaneous traces on the same objects are tied; tied accounts form groups; each group is measured against equally active accounts of the same data.</p>
<h3>Traces</h3>${traces.map((id) => {
    const card = cards.traces.find((trace) => trace.id === id)
    return card
      ? html`<h4>${card.title}</h4><p>The object is ${card.objectMeans}. Normalised: ${card.normalisedHow}. Ordinary behaviour: ${card.ordinary}</p>`
      : html`<h4>${id}</h4>`
  })}
<h3>Networks</h3>${networks.map((network) => {
    const card = cards.networks.find(({ id }) => id === network.method)
    return html`<h4>${network.networkId}: ${card?.title ?? network.method} on ${network.trace}</h4>
<p>${card?.what} Weight means: ${network.weightMeans}. ${card?.ordinary ? `Ordinary behaviour: ${card.ordinary}` : ''}</p>
<p>Read ${count(network.tracesRead)} traces of ${count(network.accountsRead)} accounts on ${count(network.objectsRead)} objects; made ${count(network.edges)} ties between ${count(network.accounts)} accounts. Seed ${network.seed}.</p>
${tested(network)}
${network.notes.length ? html`<p><strong>Capped or left out:</strong> ${network.notes.join('; ')}</p>` : html`<p>Nothing was capped or left out.</p>`}
${card ? html`${paramTable(card, network.params, `Parameters of ${network.networkId}`)}${references(card)}` : ''}`
  })}
<h3>Groups</h3>${groupMethods.map((id) => {
    const card = cards.groups.find((other) => other.id === id)
    return card
      ? html`<h4>${card.title}</h4><p>${card.what}</p>${paramTable(card, groupParams[id] ?? {}, `Parameters of ${card.title}`)}${references(card)}`
      : html`<h4>${id}</h4>`
  })}${signalCards(cards.signals.filter(({ id }) => signals.some(({ signalId }) => signalId === id)))}</section>`
}
