/** What stands at `/` where the console was not built: no script, no style, so that every policy lets it through. */
export const NOT_BUILT_PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>Everhook</title>
  </head>
  <body>
    <h1>Everhook</h1>
    <p>The API is served here. Its console was not built: run <code>npm run build</code>, then reload this page.</p>
    <ul>
      <li><a href="/docs">The API, to read and to try out</a></li>
      <li><a href="/openapi.json">The same as an OpenAPI document</a></li>
      <li><a href="/health/ready">Whether everything is ready</a></li>
    </ul>
  </body>
</html>
`;
