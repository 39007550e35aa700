/**
 * Variables of the operating system and of Go, none of them settings of ours: what a program we start needs to find its way.
 * Everything else in our environment holds settings and secrets that are none of its business.
 */
const SYSTEM = [
  'PATH',
  'HOME',
  'USER',
  'TMPDIR',
  'TZ',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'SystemRoot',
  'TEMP',
  'LOCALAPPDATA',
  'XDG_CACHE_HOME',
] as const;

/** What building or fetching a program may need besides: where Go keeps things, and the way to the network. */
const FETCHING = [
  'GOPATH',
  'GOCACHE',
  'GOMODCACHE',
  'GOPROXY',
  'GOSUMDB',
  'GONOSUMDB',
  'GOFLAGS',
  'GOTOOLCHAIN',
  'GOPRIVATE',
  'JAVA_HOME',
  'MAVEN_OPTS',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
] as const;

const pick = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    names
      .map((name) => [name, process.env[name]] as const)
      .filter((entry): entry is readonly [string, string] => entry[1] !== undefined),
  );

/** The environment of a server we start. */
export const systemVariables = (): Record<string, string> => pick(SYSTEM);

/** The environment of a program that builds or downloads. */
export const fetchingVariables = (): Record<string, string> => pick([...SYSTEM, ...FETCHING]);
