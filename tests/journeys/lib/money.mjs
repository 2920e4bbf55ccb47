// Exact amounts: text as the ERP gives it, or cents as the shop gives them, as BigInt
// ten-thousandths.

export const fromCents = cents => BigInt(cents) * 100n;

/** "12.5" -> 125000n. Throws where there are more than four decimals that are not 0. */
export function fromText(text) {
  const match = /^(-?)(\d+)(?:\.(\d*))?$/.exec(text);
  if (!match) throw new Error(`not an amount: '${text}'`);
  const [, sign, whole, decimals = ''] = match;
  if (/[1-9]/.test(decimals.slice(4))) throw new Error(`more than four decimals: '${text}'`);
  const value = BigInt(whole + decimals.slice(0, 4).padEnd(4, '0'));
  return sign ? -value : value;
}

/** 125000n -> "12.5000". */
export function toText(value) {
  const digits = String(value < 0n ? -value : value).padStart(5, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`;
}

export const distance = (a, b) => (a > b ? a - b : b - a);
