import fc from 'fast-check'
import { expect, test } from 'vitest'
import { domainOf, normaliseUrl } from './url.js'

const long = (n: number) => 'a'.repeat(n)

const SAME: readonly (readonly [given: string, page: string | null])[] = [
  // scheme, host, port, root
  ['https://example.org', 'https://example.org/'],
  ['http://example.org/', 'https://example.org/'],
  ['HTTPS://EXAMPLE.ORG/Path', 'https://example.org/Path'],
  ['https://www.example.org/a', 'https://example.org/a'],
  ['https://m.example.org/a', 'https://example.org/a'],
  ['https://mobile.example.org/a', 'https://example.org/a'],
  ['https://amp.example.org/a', 'https://example.org/a'],
  ['https://www.m.example.co.uk/a', 'https://example.co.uk/a'],
  ['https://example.org./a', 'https://example.org/a'],
  ['https://m.me/someone', 'https://m.me/someone'],
  ['https://m.github.io/a', 'https://m.github.io/a'],
  ['https://www.com/a', 'https://www.com/a'],
  ['http://example.org:80/a', 'https://example.org/a'],
  ['http://example.org:443/a', 'https://example.org/a'],
  ['https://example.org:443/a', 'https://example.org/a'],
  ['https://example.org:8443/a', 'https://example.org:8443/a'],
  ['https://name:secret@example.org/a', 'https://example.org/a'],
  ['https://en.m.wikipedia.org/wiki/Harbour', 'https://en.wikipedia.org/wiki/Harbour'],
  // no scheme
  ['example.org/a', 'https://example.org/a'],
  ['//example.org/a', 'https://example.org/a'],
  ['www.example.org', 'https://example.org/'],
  ['example.org:8080/a', 'https://example.org:8080/a'],
  ['and/or', null],
  ['hello', null],
  ['', null],
  ['   ', null],
  ['//', null],
  // not the web
  ['javascript:alert(1)', null],
  ['JaVaScRiPt:alert(1)//https://example.org', null],
  ['data:text/html,<b>a</b>', null],
  ['mailto:someone@example.org', null],
  ['magnet:?xt=urn:btih:1', null],
  ['ftp://example.org/a', null],
  ['file:///etc/passwd', null],
  ['https://', null],
  ['https://exa mple.org/', null],
  ['https://example.org:99999/', null],
  ['https://.example.org/', null],
  ['https://[::1', null],
  // addresses
  ['http://127.0.0.1:8080/x', 'https://127.0.0.1:8080/x'],
  ['http://0x7f.1/x', 'https://127.0.0.1/x'],
  ['http://[::1]/x', 'https://[::1]/x'],
  ['http://localhost/x', 'https://localhost/x'],
  // path
  ['https://example.org/a/', 'https://example.org/a'],
  ['https://example.org/a///', 'https://example.org/a'],
  ['https://example.org/a/../b/./c', 'https://example.org/b/c'],
  ['https://example.org/a;jsessionid=0A1B', 'https://example.org/a'],
  ['https://example.org/a/..;jsessionid=1', 'https://example.org/'],
  ['https:\\\\example.org\\a', 'https://example.org/a'],
  // percent-encoding
  ['https://example.org/%7euser', 'https://example.org/~user'],
  ['https://example.org/%c3%a9', 'https://example.org/%C3%A9'],
  ['https://example.org/é', 'https://example.org/%C3%A9'],
  ['https://example.org/%2541', 'https://example.org/%2541'],
  ['https://example.org/%%34%31', 'https://example.org/%2541'],
  ['https://example.org/100%', 'https://example.org/100%25'],
  ['https://example.org/Harbour_%28town%29', 'https://example.org/Harbour_(town)'],
  ['https://example.org/a%2Fb', 'https://example.org/a%2Fb'],
  // international names
  ['https://MÜNCHEN.example/a', 'https://xn--mnchen-3ya.example/a'],
  ['https://пример.рф/', 'https://xn--e1afmkfd.xn--p1ai/'],
  ['https://ｅｘａｍｐｌｅ.org/', 'https://example.org/'],
  ['https://exam\u200bple.org/\u200ba', 'https://example.org/a'],
  ['\u202ehttps://example.org/a', 'https://example.org/a'],
  // query
  ['https://example.org/?b=2&a=1', 'https://example.org/?a=1&b=2'],
  ['https://example.org/?a=2&a=1', 'https://example.org/?a=2&a=1'],
  ['https://example.org/a?', 'https://example.org/a'],
  ['https://example.org/a?&&x=1&', 'https://example.org/a?x=1'],
  ['https://example.org/a?q=x+y', 'https://example.org/a?q=x%20y'],
  ['https://example.org/a?q=x%20y', 'https://example.org/a?q=x%20y'],
  ['https://example.org/a?utm_source=x&UTM_Medium=y&id=7', 'https://example.org/a?id=7'],
  ['https://example.org/a?fbclid=1', 'https://example.org/a'],
  ['https://example.org/a?__cft__%5B0%5D=1&id=7', 'https://example.org/a?id=7'],
  ['https://example.org/a?ref=home', 'https://example.org/a?ref=home'],
  // fragment
  ['https://example.org/a#top', 'https://example.org/a'],
  ['https://example.org/a#:~:text=word', 'https://example.org/a'],
  ['https://example.org/#!/page', 'https://example.org/#!/page'],
  ['https://www.gov.uk/a', 'https://www.gov.uk/a'],
  ['https://gov.uk/a', 'https://gov.uk/a'],
  ['https://example.org/#/page', 'https://example.org/#/page'],
  // one page, several forms
  ['https://youtu.be/abcdefghijk?t=10', 'https://youtube.com/watch?v=abcdefghijk'],
  ['https://m.youtube.com/watch?feature=share&v=abcdefghijk&list=1', 'https://youtube.com/watch?v=abcdefghijk'],
  ['https://www.youtube.com/shorts/abcdefghijk', 'https://youtube.com/watch?v=abcdefghijk'],
  ['https://twitter.com/someone/status/123?s=20', 'https://x.com/i/status/123'],
  ['https://mobile.twitter.com/i/web/status/123', 'https://x.com/i/status/123'],
  ['https://x.com/someone/status/123/photo/1', 'https://x.com/i/status/123'],
  ['https://t.me/s/channel/5?embed=1', 'https://t.me/channel/5'],
  ['https://www.instagram.com/reel/AbC/?igsh=1', 'https://instagram.com/p/AbC'],
  // redirect pages and copies
  ['https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Fa%3Ffbclid%3D1&h=2', 'https://example.org/a'],
  ['https://www.google.de/url?sa=t&url=https%3A%2F%2Fexample.org%2Fa', 'https://example.org/a'],
  ['https://www.google.com/amp/s/www.example.org/a', 'https://example.org/a'],
  ['https://example-org.cdn.ampproject.org/c/s/example.org/a', 'https://example.org/a'],
  ['https://vk.com/away.php?to=javascript%3Aalert(1)', 'https://vk.com/away.php?to=javascript:alert(1)'],
  ['https://l.facebook.com/l.php?u=https%3A%2F%2Fl.facebook.com%2Fl.php%3Fu%3Dhttps%253A%252F%252Fexample.org', 'https://example.org/'],
  // signs that URL leaves bare, in both spellings
  ['https://example.org/l?a[]=1', 'https://example.org/l?a%5B%5D=1'],
  ['https://example.org/l?a%5b%5d=1', 'https://example.org/l?a%5B%5D=1'],
  ['https://example.org/a|b[1]', 'https://example.org/a%7Cb%5B1%5D'],
  ['https://example.org/a%7cb%5b1%5d', 'https://example.org/a%7Cb%5B1%5D'],
  ['https://example.org/?q={x}^`', 'https://example.org/?q=%7Bx%7D%5E%60'],
  ['https://example.org/?q=%7Bx%7D%5E%60', 'https://example.org/?q=%7Bx%7D%5E%60'],
  // cut off, huge
  ['https://example.org/a-long-hea…', null],
  ['https://example.org/a-long-hea...', null],
  ['https://example.org/a-long-hea…/', null],
  [`https://example.org/${long(4000)}`, `https://example.org/${long(4000)}`],
  [`https://example.org/${long(9000)}`, null],
  [`https://example.org/${'é'.repeat(3000)}`, null],
]

test.each(SAME)('%j', (given, page) => {
  expect(normaliseUrl(given)).toBe(page)
})

test('normalising twice is normalising once', () => {
  const sign = fc.constantFrom(
    ...'/?#&=%.:;@+~![]{}|^`abA12é…\u200b\\ '.split(''), '%2', '%25', '%2e', '%3A', '%2F', '..', 'www.', 'm.', 'youtu.be/', 't.me/s/', 'utm_a=1',
    'u=https%3A%2F%2F', '/l.php?', ';jsessionid=', 'google.com/url?q=', 'x.com/a/status/1', 'example.org', 'https://', '#!/',
  ) // biome-ignore format: a list
  const host = fc.constantFrom('https://', 'http://www.', '', 'https://l.facebook.com/l.php?u=', 'https://youtube.com/', 'https://x.com/')
  const made = fc.tuple(host, fc.array(sign, { maxLength: 14 })).map(([head, rest]) => head + rest.join(''))
  fc.assert(
    fc.property(fc.oneof(made, fc.webUrl({ withFragments: true, withQueryParameters: true }), fc.string({ unit: 'binary' })), (raw) => {
      const page = normaliseUrl(raw)
      if (page !== null) expect(normaliseUrl(page)).toBe(page)
    }),
    { numRuns: 3000, seed: 7 },
  )
})

test.each([
  ['https://www.bbc.co.uk/news', 'bbc.co.uk'],
  ['https://news.example.org/a', 'example.org'],
  ['https://someone.github.io/a', 'someone.github.io'],
  ['https://a.b.someone.github.io/a', 'someone.github.io'],
  ['https://github.io/', 'github.io'],
  ['https://пример.рф/', 'xn--e1afmkfd.xn--p1ai'],
  ['http://127.0.0.1/x', '127.0.0.1'],
  ['http://localhost/x', 'localhost'],
  ['https://youtu.be/abcdefghijk', 'youtube.com'],
  ['https://bit.ly/abc', null],
  ['https://t.co/abc', null],
  ['javascript:alert(1)', null],
])('domain of %j', (given, domain) => {
  expect(domainOf(given)).toBe(domain)
})
