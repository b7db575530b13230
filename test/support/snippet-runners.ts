import { execFile, spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Snippet, SnippetLanguage } from '#libs/signing';
import { findOnPath, findOrInstall } from './debian-package.js';

/** A request as a receiver gets it, and the secret that it has. */
export interface SnippetCase {
  secret: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  rawBody: Buffer;
}

/** Runs the snippets of one language. */
export interface SnippetRunner {
  language: SnippetLanguage;
  /** Finds what it takes, or installs it; may take minutes. @throws Error that says what is missing */
  prepare: () => Promise<void>;
  /** What the snippet says of each case. Rejects where it is not valid, or not as the language's own tools want it. */
  run: (snippet: Snippet, folder: string, cases: SnippetCase[]) => Promise<boolean[]>;
}

const run = promisify(execFile);

/** One line for each case: secret, headers as JSON and body, each in base64. What is easy to read in any language. */
function inputOf(cases: SnippetCase[]): string {
  const lines = cases.map(({ secret, headers, rawBody }) => {
    const flat = Object.entries(headers).map(([name, value]) => `${base64(name)}=${base64(value)}`);
    return [base64(secret), flat.join(','), rawBody.toString('base64')].join(' ');
  });
  return `${lines.join('\n')}\n`;
}

function base64(text: string): string {
  // Without padding: "=" separates a header's name from its value.
  return Buffer.from(text).toString('base64').replaceAll('=', '');
}

/** Runs a program that reads cases and writes `true` or `false` for each, one a line. */
async function verdicts(program: string, given: string[], folder: string, cases: SnippetCase[]): Promise<boolean[]> {
  const child = spawn(program, given, { cwd: folder, env: { ...process.env, GOFLAGS: '-mod=mod', GO111MODULE: 'on' } });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  child.stdin.end(inputOf(cases));
  const code = await new Promise((resolve, reject) => child.on('close', resolve).on('error', reject));
  if (code !== 0) throw new Error(`${program} ended with ${String(code)}: ${errors}`);
  return output
    .trim()
    .split('\n')
    .map((line) => line === 'true');
}

/** Finds programs on PATH; where one is missing, the package of Debian that brings them is installed. */
async function preparePrograms(language: SnippetLanguage, programs: readonly string[], name: string): Promise<void> {
  await findOrInstall({
    name,
    find: async () => {
      const found = await Promise.all(programs.map((program) => findOnPath(program)));
      return found.includes(null) ? null : found;
    },
    need: `The tests of the ${language} snippets need ${programs.join(' and ')} on PATH (Debian: \`apt-get install ${name}\`).`,
  });
}

const NODE_MAIN = `
import { createInterface } from 'node:readline';
import { verify } from './verify.mjs';
const text = (part) => Buffer.from(part, 'base64').toString();
for await (const line of createInterface({ input: process.stdin })) {
  const [secret, headers, body] = line.split(' ');
  const pairs = headers.split(',').map((pair) => pair.split('=').map(text));
  console.log(String(verify(text(secret), Object.fromEntries(pairs), Buffer.from(body, 'base64'))));
}
`;

const PYTHON_MAIN = `
import base64, sys
from verify import verify
def raw(part): return base64.b64decode(part + "=" * (-len(part) % 4))
for line in sys.stdin:
    secret, headers, body = line.rstrip("\\n").split(" ")
    pairs = (pair.split("=") for pair in headers.split(","))
    found = {raw(name).decode(): raw(value).decode() for name, value in pairs}
    print(str(verify(raw(secret).decode(), found, raw(body.rstrip("=")))).lower())
`;

const GO_MAIN = `package main

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"net/http"
	"os"
	"strings"

	"example.com/snippets/webhooks"
)

func raw(part string) []byte {
	bytes, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(part, "="))
	if err != nil {
		panic(err)
	}
	return bytes
}

func main() {
	input := bufio.NewScanner(os.Stdin)
	input.Buffer(nil, 1<<20)
	for input.Scan() {
		parts := strings.Split(input.Text(), " ")
		headers := http.Header{}
		for _, pair := range strings.Split(parts[1], ",") {
			name, value, _ := strings.Cut(pair, "=")
			headers.Set(string(raw(name)), string(raw(value)))
		}
		fmt.Println(webhooks.Verify(string(raw(parts[0])), headers, raw(parts[2])))
	}
}
`;

const JAVA_MAIN = `
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

public class Main {
    static String text(String part) {
        return new String(Base64.getDecoder().decode(part), StandardCharsets.UTF_8);
    }

    public static void main(String[] given) throws Exception {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            String[] parts = line.split(" ", -1);
            Map<String, String> headers = new HashMap<>();
            for (String pair : parts[1].split(",")) {
                String[] both = pair.split("=", 2);
                headers.put(text(both[0]), text(both[1]));
            }
            System.out.println(WebhookVerifier.verify(text(parts[0]), headers, Base64.getDecoder().decode(parts[2])));
        }
    }
}
`;

const RUBY_MAIN = `
require_relative 'verify'
$stdin.each_line(chomp: true) do |line|
  secret, headers, body = line.split(' ', -1)
  found = headers.split(',').to_h { |pair| pair.split('=', 2).map { |part| part.unpack1('m').force_encoding('UTF-8') } }
  puts verify(secret.unpack1('m'), found, body.unpack1('m'))
end
`;

const PHP_MAIN = `<?php
require 'verify.php';
while (($line = fgets(STDIN)) !== false) {
    [$secret, $headers, $body] = explode(' ', rtrim($line, "\\n"));
    $found = [];
    foreach (explode(',', $headers) as $pair) {
        [$name, $value] = array_map('base64_decode', explode('=', $pair));
        $found[$name] = $value;
    }
    echo verify(base64_decode($secret), $found, base64_decode($body)) ? 'true' : 'false', "\\n";
}
`;

/** One for each language that there are snippets in. */
export const SNIPPET_RUNNERS: readonly SnippetRunner[] = [
  {
    language: 'node',
    prepare: () => Promise.resolve(),
    run: async (snippet, folder, cases) => {
      await writeFile(join(folder, snippet.filename), snippet.code);
      await writeFile(join(folder, 'main.mjs'), NODE_MAIN);
      return verdicts(process.execPath, ['main.mjs'], folder, cases);
    },
  },
  {
    language: 'python',
    prepare: () => preparePrograms('python', ['python3'], 'python3'),
    run: async (snippet, folder, cases) => {
      await writeFile(join(folder, snippet.filename), snippet.code);
      await writeFile(join(folder, 'main.py'), PYTHON_MAIN);
      return verdicts('python3', ['main.py'], folder, cases);
    },
  },
  {
    language: 'go',
    prepare: () => preparePrograms('go', ['go', 'gofmt'], 'golang-go'),
    run: async (snippet, folder, cases) => {
      const path = join(folder, 'webhooks', snippet.filename);
      await mkdir(join(folder, 'webhooks'));
      await writeFile(path, snippet.code);
      const { stdout } = await run('gofmt', ['-l', path]);
      if (stdout.trim() !== '') throw new Error(`gofmt would write ${stdout.trim()} otherwise`);
      await writeFile(join(folder, 'go.mod'), 'module example.com/snippets\n\ngo 1.18\n');
      await writeFile(join(folder, 'main.go'), GO_MAIN);
      return verdicts('go', ['run', 'main.go'], folder, cases);
    },
  },
  {
    language: 'java',
    prepare: () => preparePrograms('java', ['java', 'javac'], 'default-jdk-headless'),
    run: async (snippet, folder, cases) => {
      const sources = [join(folder, 'Main.java'), join(folder, snippet.filename)];
      await writeFile(join(folder, snippet.filename), snippet.code);
      await writeFile(join(folder, 'Main.java'), JAVA_MAIN);
      await run('javac', ['-Xlint:all', '-Werror', '-d', folder, ...sources]);
      return verdicts('java', ['-Xshare:auto', '-cp', folder, 'Main'], folder, cases);
    },
  },
  {
    language: 'ruby',
    prepare: () => preparePrograms('ruby', ['ruby'], 'ruby'),
    run: async (snippet, folder, cases) => {
      await writeFile(join(folder, snippet.filename), snippet.code);
      await writeFile(join(folder, 'main.rb'), RUBY_MAIN);
      return verdicts('ruby', ['-W', 'main.rb'], folder, cases);
    },
  },
  {
    language: 'php',
    prepare: () => preparePrograms('php', ['php'], 'php-cli'),
    run: async (snippet, folder, cases) => {
      await writeFile(join(folder, snippet.filename), snippet.code);
      await writeFile(join(folder, 'main.php'), PHP_MAIN);
      return verdicts('php', ['main.php'], folder, cases);
    },
  },
];
