// The smallest node server, as the text of `node -e`.
export const bareServer = `
  const server = require('node:http').createServer();
  server.listen(0, '127.0.0.1', () => console.log('http://127.0.0.1:' + server.address().port + ' '));
`;
