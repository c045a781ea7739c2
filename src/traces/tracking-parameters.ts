/**
 * Query parameters that say how a reader came to a page, never which page it is. Reviewed one by one: a name belongs here only if
 * no large site uses it to choose content (`ref`, `source`, `s`, `t`, `id` do, somewhere, and are therefore kept, except on the hosts named in url-rules.ts).
 * Compared in lower case.
 */
export const TRACKING_PREFIXES: readonly string[] = [
  'utm_',
  'mtm_',
  'pk_',
  'piwik_',
  'hsa_',
  'matomo_',
  'vero_',
  'at_campaign',
  'at_medium',
]

// biome-ignore format: one group a line
export const TRACKING_PARAMETERS: ReadonlySet<string> = new Set([
  // advertising click ids: Google, Microsoft, Meta, X, TikTok, LinkedIn, Yandex, Pinterest, Snap, Reddit
  'gclid', 'gclsrc', 'dclid', 'gbraid', 'wbraid', 'gad_source', 'gad_campaignid', 'msclkid', 'fbclid', 'twclid', 'ttclid', 'li_fat_id', 'yclid', 'ysclid', 'epik', 'sccid', 'scclid', 'rdt_cid',
  // who shared it, from which app
  'igsh', 'igshid', 'mibextid', 'share_id', 'shareid', '__twitter_impression', '__tn__', '__cft__[0]', '__xts__[0]', 'ref_src', 'ref_url', 'smid', 'smtyp', 'ncid', 'cmpid', 'ito', 'xtor', 'ftag', 'wt_mc', 'wt_zmc',
  'guccounter', 'guce_referrer', 'guce_referrer_sig',
  // newsletters and analytics
  'mc_cid', 'mc_eid', '_ga', '_gl', '_hsenc', '_hsmi', '__hstc', '__hssc', '__hsfp', 'hsctatracking', 'mkt_tok', 'oly_anon_id', 'oly_enc_id', 'ml_subscriber', 'ml_subscriber_hash', 'rb_clickid', 's_cid', 'icid', '_openstat',
  'spm', 'scm', 'echobox',
])
