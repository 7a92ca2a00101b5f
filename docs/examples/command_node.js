// Activation functions in JavaScript, as a command for actcheck to check. Nothing but Node is needed.
//
//     check it:   actcheck check --command 'node command_node.js'
//
// The protocol (actcheck.command/1) is lines of JSON and raw arrays: on stdin a line that names a function, then its inputs;
// on stdout a line that says "ok", then its results. Print other things to stderr (console.error).
'use strict';
const fs = require('fs');

const TYPES = {f64: Float64Array, f32: Float32Array};

const sigmoid = (x) => 1 / (1 + Math.exp(-x));
// f(x, params) and f'(x, params) on doubles; the arrays round.
const ACTIVATIONS = {
  relu: [(x) => (x < 0 ? 0 : x), (x) => (x > 0 ? 1 : 0)],
  leaky_relu: [  // 0 * -Infinity would be NaN
    (x, p) => (x < 0 ? (p[0] === 0 ? 0 : p[0] * x) : x),
    (x, p) => (x > 0 ? 1 : p[0]),
  ],
  silu: [
    (x) => (x === -Infinity ? -0 : x * sigmoid(x)),
    (x) => (Math.abs(x) === Infinity ? Number(x > 0) : sigmoid(x) * (1 + x * sigmoid(-x))),
  ],
};

// Reads exactly `size` bytes, or null where the input has ended.
let read = Buffer.alloc(0);
function more() {
  const chunk = Buffer.allocUnsafe(1 << 20);
  for (;;) {
    try {
      const n = fs.readSync(0, chunk);
      read = Buffer.concat([read, chunk.subarray(0, n)]);
      return n > 0;
    } catch (error) {
      if (error.code === 'EOF') return false;
      if (error.code !== 'EAGAIN') throw error;
    }
  }
}
function take(size) {
  const taken = read.subarray(0, size);
  read = read.subarray(size);
  return taken;
}
function bytes(size) {
  while (read.length < size) if (!more()) process.exit(1);
  return take(size);
}
function line() {
  let end;
  while ((end = read.indexOf('\n')) < 0) if (!more()) return null;
  return JSON.parse(take(end + 1).toString());
}

function write(data) {
  for (let sent = 0; sent < data.length;) {
    try {
      sent += fs.writeSync(1, data, sent);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
  }
}
function say(message, results = Buffer.alloc(0)) {
  write(Buffer.concat([Buffer.from(JSON.stringify(message) + '\n'), results]));
}

function numbers(type, n) {
  const array = new type(n);
  Buffer.from(array.buffer).set(bytes(n * type.BYTES_PER_ELEMENT));  // a copy: typed arrays want aligned memory
  return array;
}

line();  // actcheck's greeting
const functions = {};
for (const [name, [f, slope]] of Object.entries(ACTIVATIONS))
  for (const [format, type] of Object.entries(TYPES)) {
    functions[`${name}_${format}`] = (n, params) => numbers(type, n).map((x) => f(x, params));
    functions[`${name}_${format}_backward`] = (n, params) => {
      const x = numbers(type, n), dy = numbers(type, n);
      return x.map((v, i) => dy[i] * slope(v, params));
    };
  }
say({protocol: 'actcheck.command/1', name: 'plain JavaScript', version: process.version, functions: Object.keys(functions)});
for (let header; (header = line()) !== null;) {
  const params = header.params.map((p) => (p === 'inf' ? Infinity : p === '-inf' ? -Infinity : p));
  const results = functions[header.call](header.n, params);
  say({ok: true}, Buffer.from(results.buffer));
}
