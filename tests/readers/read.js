// One question on stdin, as JSON: {"format", "text"}; what another's reader makes of it on stdout.
import { readFileSync } from 'node:fs';

const readers = { annotations, vast, vmap };
const { format, text } = JSON.parse(readFileSync(0, 'utf8'));
console.log(JSON.stringify(await readers[format](text)));

/** Each annotation as Annotorious draws it. */
async function annotations(text) {
  const { W3CImageFormat } = await import('@annotorious/annotorious');
  return JSON.parse(text).first.items.map(item => {
    const { parsed, error } = W3CImageFormat(item.target.source).parse(item);
    if (error) throw error;
    return parsed;
  });
}

async function document(text) {
  const { DOMParser } = await import('@xmldom/xmldom');
  return new DOMParser({ errorHandler: what => { throw new Error(what); } }).parseFromString(text, 'text/xml');
}

async function vast(text) {
  const { VASTParser } = await import('@dailymotion/vast-client');
  return new VASTParser().parseVAST(await document(text));
}

async function vmap(text) {
  const { default: VMAP } = await import('@dailymotion/vmap');
  return new VMAP(await document(text));
}
