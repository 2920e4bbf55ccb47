// Writes one interchange of about SIZE megabytes: node bench/edi/generate.mjs 850|ORDERS SIZE > FILE
// 20 lines a document, names and numbers that vary, always the same bytes for the same arguments.
import { writeSync } from 'node:fs';
const [kind = '850', size = '100'] = process.argv.slice(2);
const wanted = Number(size) * 1_000_000;
let seed = 12345;
const random = (n) => { seed = (seed * 1103515245 + 12345) & 0x7fffffff; return (seed >> 8) % n; };
const pad = (n, w) => String(n).padStart(w, '0');
const words = ['VALVE', 'PIPE', 'ELBOW', 'BRASS', 'STEEL', 'GASKET', 'PUMP', 'FITTING', 'COPPER', 'FLANGE', 'SEAL'];
const text = () => `${words[random(11)]} ${words[random(11)]} ${random(100)} IN`;
let out = '', written = 0;
const flush = () => { const b = Buffer.from(out, 'latin1'); for (let at = 0; at < b.length;) at += writeSync(1, b, at); written += b.length; out = ''; };

function order850(n) {
  const s = [`ST*850*${pad(n, 9)}`, `BEG*00*SA*PO${pad(n, 8)}**20240115`, 'CUR*BY*USD', `REF*DP*${pad(random(1000), 3)}`,
    `PER*BD*${words[random(11)]} BUYER*TE*555${pad(random(10_000_000), 7)}`, 'DTM*002*20240201',
    `N1*ST*ACME STORE ${random(999)}*92*${pad(random(9999), 4)}`, `N3*${random(9999)} MAIN ST`, 'N4*SPRINGFIELD*IL*62701*US'];
  let total = 0;
  for (let l = 1; l <= 20; ++l) {
    const q = 1 + random(99); total += q;
    s.push(`PO1*${l}*${q}*EA*${random(999)}.${pad(random(100), 2)}**UP*${pad(random(1_000_000), 6)}${pad(random(1_000_000), 6)}*VN*SKU-${random(99999)}`,
      `PID*F****${text()}`);
  }
  s.push(`CTT*20*${total}`);
  s.push(`SE*${s.length + 1}*${pad(n, 9)}`);
  return s.join('~\n') + '~\n';
}

function orders(n) {
  const s = [`UNH+${n}+ORDERS:D:96A:UN`, `BGM+220+PO${pad(n, 8)}+9`, 'DTM+137:20240115:102', 'DTM+2:20240201:102', 'RFF+CT:C77',
    'NAD+BY+5412345000013::9', 'NAD+SU+8798765000019::9', `NAD+DP+5412345${pad(random(1_000_000), 6)}::9++ACME STORE ${random(999)}+${random(9999)} MAIN STREET+SPRINGFIELD++62701+US`, 'CUX+2:EUR:9'];
  for (let l = 1; l <= 20; ++l)
    s.push(`LIN+${l}++4000862${pad(random(1_000_000), 6)}:EN`, `PIA+1+SKU-${random(99999)}:SA`, `IMD+F++:::${text()}`, `QTY+21:${1 + random(99)}:PCE`, `PRI+AAA:${random(999)}.${pad(random(100), 2)}`);
  s.push('UNS+S', 'CNT+2:20');
  s.push(`UNT+${s.length + 1}+${n}`);
  return s.join("'\n") + "'\n";
}

let n = 0;
if (kind === '850') {
  out += `ISA*00*          *00*          *ZZ*ACMEBUYER      *ZZ*ERPSUPPLIER    *240115*1030*U*00401*000000101*0*P*>~\nGS*PO*ACMEBUYER*ERPSUPPLIER*20240115*1030*101*X*004010~\n`;
  while (written + out.length < wanted) { out += order850(++n); if (out.length > 1 << 20) flush(); }
  out += `GE*${n}*101~\nIEA*1*000000101~\n`;
} else {
  out += "UNA:+.? '\nUNB+UNOA:3+5412345000013:14+8798765000019:14+240115:1030+REF101'\n";
  while (written + out.length < wanted) { out += orders(++n); if (out.length > 1 << 20) flush(); }
  out += `UNZ+${n}+REF101'\n`;
}
flush();
