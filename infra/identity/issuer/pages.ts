import { createHash } from 'node:crypto';
import { escapeHtml } from '../../escape-html.ts';
import { ROLE_LABELS } from '../../../contracts/labels.ts';
import { ROLES } from '../../../domain/access/roles.ts';
import type { OfferedLogin } from './demo-logins.ts';

const STYLE = `
:root { color-scheme: light; font: 100%/1.5 "Be Vietnam Pro", system-ui, sans-serif; color: #1d2433; background: #eef1f5; }
body { margin: 0; padding: 2rem 1rem; }
main { max-width: 30rem; margin: 0 auto; padding: 1.5rem 2rem 2rem; background: #fff; border: 1px solid #c5ccd8; border-radius: .5rem; }
.demo { margin: 0 0 1rem; padding: .5rem .75rem; background: #fff3d6; border-left: .3rem solid #8a5a00; }
.wrong { margin: 0 0 1rem; padding: .5rem .75rem; background: #fde8e8; border-left: .3rem solid #a31515; }
h1 { margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.25; }
label { display: block; margin-top: 1rem; font-weight: 600; }
select, input, button { box-sizing: border-box; width: 100%; min-height: 2.75rem; padding: .4rem .6rem; font: inherit; border: 1px solid #59647a; border-radius: .3rem; background: #fff; color: inherit; }
button { margin-top: 1.5rem; background: #0b4a8f; color: #fff; border-color: #0b4a8f; font-weight: 600; cursor: pointer; }
:focus-visible { outline: .2rem solid #d97706; outline-offset: .15rem; }
.en { display: block; font-weight: 400; font-size: .9rem; color: #4a5468; }
button .en { color: inherit; }
`;

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/**
 * Nothing but the page itself may be loaded. Browsers hold where a form leads against this list to the end of its redirects, so the API's
 * address stands in it.
 */
const headers = (formLeadsTo: string | null): Record<string, string> => ({
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-store',
  'Content-Security-Policy': [
    `default-src 'none'`,
    `style-src 'sha256-${STYLE_HASH}'`,
    `form-action 'self'${formLeadsTo === null ? ' http://127.0.0.1:* http://localhost:*' : ` ${formLeadsTo}`}`,
    `frame-ancestors 'none'`,
    `base-uri 'none'`,
  ].join('; '),
  // The form's own answer must still say where it came from.
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
});

const page = (title: string, body: string): string => `<!doctype html>
<html lang="vi">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)}</title>
<style>${STYLE}</style></head>
<body><main>
<p class="demo"><strong>DEMO</strong> – tài khoản dùng thử, không phải người thật.
<span class="en" lang="en">Demo accounts for trying out; none is a real person.</span></p>
<h1>${escapeHtml(title)}</h1>
${body}
</main></body>
</html>
`;

const rolesOf = ({ roles }: OfferedLogin): string => {
  const named = ROLES.filter((role) => roles.includes(role));
  return named.length === 0 ? ROLE_LABELS.citizen.vi : named.map((role) => ROLE_LABELS[role].vi).join(', ');
};

const optionsOf = (offered: readonly OfferedLogin[], chosen: string | null): string =>
  [...Map.groupBy(offered, ({ agency }) => agency ?? 'Công dân')]
    .map(([agency, logins]) => {
      const options = logins.map((login) => {
        const selected = login.id === chosen ? ' selected' : '';
        return `<option value="${escapeHtml(login.id)}"${selected}>${escapeHtml(`${login.display_name} (${rolesOf(login)})`)}</option>`;
      });
      return `<optgroup label="${escapeHtml(agency)}">${options.join('')}</optgroup>`;
    })
    .join('\n');

const REFUSALS = {
  wrong: [
    'Sai tài khoản hoặc mật khẩu. Mật khẩu do npm start in ra.',
    'Wrong account or password; npm start prints it.',
  ],
  blocked: ['Sai quá nhiều lần. Hãy thử lại sau một phút.', 'Too many wrong tries. Try again in a minute.'],
} as const;

/** Where a demo account signs in. */
export const loginPage = {
  headers,
  html(
    uid: string,
    offered: readonly OfferedLogin[],
    refused: { readonly account: string; readonly why: keyof typeof REFUSALS } | null,
  ): string {
    const [vi = '', en = ''] = refused === null ? [] : REFUSALS[refused.why];
    const alert =
      refused === null ? '' : `<p class="wrong" role="alert">${vi}<span class="en" lang="en">${en}</span></p>`;
    return page(
      'Đăng nhập dùng thử',
      `${alert}<form method="post" action="/interaction/${escapeHtml(uid)}">
<label for="account">Tài khoản <span class="en" lang="en">Account</span></label>
<select id="account" name="account" required>
${optionsOf(offered, refused?.account ?? null)}
</select>
<label for="password">Mật khẩu <span class="en" lang="en">Password, printed by npm start</span></label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button type="submit">Đăng nhập <span class="en" lang="en">Sign in</span></button>
</form>`,
    );
  },
};

/** Whether to end the session at the issuer too. */
export const logoutPage = {
  headers,
  html: (form: string): string =>
    page(
      'Đăng xuất',
      `<p>Kết thúc phiên đăng nhập dùng thử?<span class="en" lang="en">End the demo session?</span></p>
${form}
<button type="submit" form="op.logoutForm" name="logout" value="yes">Đăng xuất <span class="en" lang="en">Sign out</span></button>`,
    ),
};

export const signedOutPage = {
  headers,
  html: (): string =>
    page('Đã đăng xuất', `<p>Phiên đăng nhập đã kết thúc.<span class="en" lang="en">You are signed out.</span></p>`),
};

/** `error` is a code of OAuth 2.0. */
export const errorPage = {
  headers,
  html: (error: string): string =>
    page(
      'Không đăng nhập được',
      `<p>Hãy quay lại trang ban đầu và đăng nhập lại.
<span class="en" lang="en">Go back to where you came from and sign in again.</span></p><p><code>${escapeHtml(error)}</code></p>`,
    ),
};
