// Tokens as identity providers issue them: their headers, their claims and their key sets, from the providers' documentation.
// The ids are made up, and the keys are those of the test.

/** In seconds since 1970. */
const issuedAt = Math.floor(Date.now() / 1000);
const lifetime = { iat: issuedAt, exp: issuedAt + 3600 };

export interface IdentityProvider {
  /** The heading in docs/authentication.md. */
  heading: string;
  /** Of the access token, besides alg and kid. */
  header: Record<string, string>;
  accessToken: Record<string, unknown>;
  /** What the same login returns for the frontend, which is no credential for an API. */
  idToken: { header?: Record<string, string>; claims: Record<string, unknown> };
  /** The claim that identifies the caller, if it is not sub. */
  subjectClaim?: string;
  /** Another client's or another API's token: claims that differ. */
  otherAudience: Record<string, unknown>;
  /** How the key set of the provider differs from plain keys. */
  keySet(keys: readonly object[]): object[];
}

const tenant = '11111111-2222-3333-4444-555555555555';
const application = '66666666-7777-8888-9999-000000000000';
const subject = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';

/** https://learn.microsoft.com/en-us/entra/identity-platform/signing-key-rollover: keys without alg, with certificates. */
const entraKeySet = (keys: readonly object[]) =>
  keys.map((key) => ({ ...key, alg: undefined, x5t: 'any', x5c: ['any'], issuer: 'any' }));

const entraIdToken = {
  claims: {
    aud: '99999999-0000-0000-0000-000000000000',
    iss: `https://login.microsoftonline.com/${tenant}/v2.0`,
    nbf: issuedAt,
    ...lifetime,
    name: 'Ann Archivist',
    preferred_username: 'ann@archive.example',
    sub: subject,
    tid: tenant,
    ver: '2.0',
  },
};

export const identityProviders: readonly IdentityProvider[] = [
  {
    // https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
    heading: 'Amazon Cognito',
    header: {},
    accessToken: {
      sub: subject,
      device_key: subject,
      'cognito:groups': ['archivists'],
      iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_example',
      version: 2,
      client_id: '1example23456789',
      origin_jti: subject,
      event_id: subject,
      token_use: 'access',
      scope: 'openid cold/read cold/start',
      auth_time: issuedAt,
      ...lifetime,
      jti: subject,
      username: 'ann',
    },
    idToken: {
      claims: {
        sub: subject,
        'cognito:groups': ['archivists'],
        email_verified: true,
        iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_example',
        'cognito:username': 'ann',
        aud: '1example23456789',
        client_id: '1example23456789',
        token_use: 'id',
        auth_time: issuedAt,
        ...lifetime,
        email: 'ann@archive.example',
      },
    },
    otherAudience: { client_id: 'another' },
    keySet: (keys) => [...keys],
  },
  {
    // https://www.keycloak.org/docs/latest/server_admin/#_protocol-mappers
    heading: 'Keycloak',
    header: { typ: 'JWT' },
    accessToken: {
      ...lifetime,
      auth_time: issuedAt,
      jti: `onrtac:${subject}`,
      iss: 'https://sso.example/realms/archive',
      aud: ['glacier-graphql', 'account'],
      sub: subject,
      typ: 'Bearer',
      azp: 'frontend',
      sid: subject,
      acr: '1',
      'allowed-origins': ['https://app.example'],
      realm_access: { roles: ['offline_access', 'archivist', 'uma_authorization'] },
      resource_access: { 'glacier-graphql': { roles: ['starter'] }, account: { roles: ['view-profile'] } },
      scope: 'openid profile email cold:read',
      email_verified: true,
      preferred_username: 'ann',
    },
    idToken: {
      header: { typ: 'JWT' },
      claims: {
        ...lifetime,
        iss: 'https://sso.example/realms/archive',
        // Keycloak adds it when the audience mapper is set for ID tokens too.
        aud: ['frontend', 'glacier-graphql'],
        sub: subject,
        typ: 'ID',
        azp: 'frontend',
        realm_access: { roles: ['archivist'] },
        preferred_username: 'ann',
      },
    },
    otherAudience: { aud: 'account' },
    keySet: (keys) => [
      // For encryption, first in the set.
      { kid: 'encryption', kty: 'RSA', alg: 'RSA-OAEP', use: 'enc', n: 'AQAB', e: 'AQAB' },
      ...keys,
    ],
  },
  {
    // https://learn.microsoft.com/en-us/entra/identity-platform/access-token-claims-reference
    heading: 'Microsoft Entra ID',
    header: { typ: 'JWT', x5t: 'any' },
    accessToken: {
      aud: application,
      iss: `https://login.microsoftonline.com/${tenant}/v2.0`,
      nbf: issuedAt,
      ...lifetime,
      aio: 'any',
      azp: '99999999-0000-0000-0000-000000000000',
      azpacr: '0',
      name: 'Ann Archivist',
      oid: subject,
      preferred_username: 'ann@archive.example',
      rh: 'any',
      roles: ['Archive.Start'],
      scp: 'Archive.Read Archive.Write',
      sub: 'pairwise-subject',
      tid: tenant,
      uti: 'any',
      ver: '2.0',
    },
    idToken: entraIdToken,
    otherAudience: { aud: '00000003-0000-0000-c000-000000000000' },
    keySet: entraKeySet,
  },
  {
    // The tokens of an application whose accessTokenAcceptedVersion is null or 1.
    heading: 'Microsoft Entra ID',
    header: { typ: 'JWT', x5t: 'any' },
    accessToken: {
      aud: `api://${application}`,
      iss: `https://sts.windows.net/${tenant}/`,
      nbf: issuedAt,
      ...lifetime,
      acr: '1',
      aio: 'any',
      amr: ['pwd'],
      appid: '99999999-0000-0000-0000-000000000000',
      appidacr: '0',
      name: 'Ann Archivist',
      oid: subject,
      roles: ['Archive.Start'],
      scp: 'Archive.Read',
      sub: 'pairwise-subject',
      tid: tenant,
      unique_name: 'ann@archive.example',
      upn: 'ann@archive.example',
      uti: 'any',
      ver: '1.0',
    },
    idToken: entraIdToken,
    otherAudience: { aud: 'https://graph.microsoft.com' },
    keySet: entraKeySet,
  },
  {
    // https://auth0.com/docs/secure/tokens/access-tokens/access-token-profiles, the RFC 9068 profile
    heading: 'Auth0',
    header: { typ: 'at+jwt' },
    accessToken: {
      iss: 'https://archive.eu.auth0.com/',
      sub: 'auth0|64b0example',
      aud: ['https://glacier.example', 'https://archive.eu.auth0.com/userinfo'],
      ...lifetime,
      client_id: 'example',
      jti: subject,
      scope: 'openid profile read:cold',
      permissions: ['read:cold', 'start:cold'],
      'https://glacier.example/roles': ['archivist'],
    },
    idToken: {
      header: { typ: 'JWT' },
      claims: {
        iss: 'https://archive.eu.auth0.com/',
        sub: 'auth0|64b0example',
        aud: ['https://glacier.example'],
        ...lifetime,
        nickname: 'ann',
        'https://glacier.example/roles': ['archivist'],
      },
    },
    otherAudience: { aud: ['https://other.example', 'https://archive.eu.auth0.com/userinfo'] },
    keySet: (keys) => keys.map((key) => ({ ...key, x5t: 'any', x5c: ['any'] })),
  },
  {
    // https://developer.okta.com/docs/api/openapi/okta-oauth/guides/overview/#access-token
    heading: 'Okta',
    header: {},
    accessToken: {
      ver: 1,
      jti: 'AT.example',
      iss: 'https://archive.okta.com/oauth2/default',
      aud: 'api://glacier',
      ...lifetime,
      cid: '0oaexample',
      uid: '00uexample',
      scp: ['openid', 'cold.read'],
      auth_time: issuedAt,
      sub: 'ann@archive.example',
      groups: ['Everyone', 'archivists'],
    },
    idToken: {
      claims: {
        sub: '00uexample',
        ver: 1,
        iss: 'https://archive.okta.com/oauth2/default',
        aud: '0oaexample',
        ...lifetime,
        jti: 'ID.example',
        amr: ['pwd'],
        groups: ['Everyone', 'archivists'],
      },
    },
    otherAudience: { aud: 'api://default' },
    keySet: (keys) => [...keys],
  },
  {
    // https://learn.microsoft.com/en-us/azure/active-directory-b2c/tokens-overview
    heading: 'Azure AD B2C',
    header: { typ: 'JWT' },
    accessToken: {
      iss: `https://archive.b2clogin.com/${tenant}/v2.0/`,
      ...lifetime,
      nbf: issuedAt,
      aud: application,
      oid: subject,
      // The text of all users.
      sub: 'Not supported currently. Use oid claim.',
      given_name: 'Ann',
      extension_role: 'archivist',
      tfp: 'B2C_1_signin',
      scp: 'cold.read',
      azp: '99999999-0000-0000-0000-000000000000',
      ver: '1.0',
    },
    subjectClaim: 'oid',
    idToken: {
      header: { typ: 'JWT' },
      claims: {
        iss: `https://archive.b2clogin.com/${tenant}/v2.0/`,
        ...lifetime,
        nbf: issuedAt,
        aud: '99999999-0000-0000-0000-000000000000',
        oid: subject,
        sub: 'Not supported currently. Use oid claim.',
        nonce: 'any',
        extension_role: 'archivist',
        tfp: 'B2C_1_signin',
        ver: '1.0',
      },
    },
    otherAudience: { aud: '00000003-0000-0000-c000-000000000000' },
    // Keys without alg.
    keySet: (keys) => keys.map((key) => ({ ...key, alg: undefined, nbf: issuedAt })),
  },
  {
    // https://docs.pingidentity.com/pingfederate/latest/administrators_reference_guide/pf_json_web_token_management.html
    heading: 'PingFederate',
    header: { 'pi.atm': 'any' },
    accessToken: {
      scope: ['openid', 'cold.read'],
      client_id: 'frontend',
      iss: 'https://sso.archive.example',
      aud: 'glacier-graphql',
      Username: 'ann',
      memberOf: ['archivists'],
      ...lifetime,
    },
    subjectClaim: 'Username',
    idToken: {
      claims: {
        sub: 'ann',
        aud: 'frontend',
        jti: subject,
        iss: 'https://sso.archive.example',
        ...lifetime,
        'pi.sri': 'any',
        memberOf: ['archivists'],
      },
    },
    otherAudience: { aud: 'other' },
    keySet: (keys) => [...keys],
  },
];
