// A certified OpenID Connect provider with the people a test gives it. Prints its port once it listens.
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const { people, client, port } = JSON.parse(process.env.PROVIDER ?? '{}');

const server = createServer();
server.listen(port ?? 0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{ ...client, grant_types: ['authorization_code'], response_types: ['code'] }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    pkce: { required: () => true },
    findAccount: (_ctx, id) =>
      people[id] && { accountId: id, claims: () => ({ sub: id, name: id, ...people[id] }) },
    cookies: { keys: ['only for tests'] },
  });
  server.on('request', provider.callback());
  process.stdout.write(`listening ${issuer}\n`);
});
