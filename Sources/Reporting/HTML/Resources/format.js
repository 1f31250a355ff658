// Numbers as people read them, the same in every locale.

const MISSING = "–";

const fixed = (value, decimals) =>
  value === null || value === undefined ? MISSING : value.toFixed(decimals);

const count = (value) =>
  value === null || value === undefined ? MISSING
    : String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",");

const seconds = (value) => value === null ? MISSING : `${value.toFixed(value < 10 ? 2 : 1)} s`;

/** Dollars with at least two digits that count. */
function dollars(value) {
  if (value === null) return MISSING;
  if (value === 0) return "$0";
  const decimals = Math.min(8, Math.max(2, 1 - Math.floor(Math.log10(value))));
  return `$${value.toFixed(decimals)}`;
}

const percent = (part, whole) => whole > 0 ? `${(100 * part / whole).toFixed(1)} %` : MISSING;

/** Dollars as the mark of an axis: no more digits than it takes. */
const dollarMark = (value) => `$${String(+value.toPrecision(6))}`;

const interval = (cell) =>
  cell.low === null ? MISSING : `${fixed(cell.low, 0)}–${fixed(cell.high, 0)}`;

const words = (name) => name.replaceAll("-", " ");

const plural = (number, one, many) => `${count(number)} ${number === 1 ? one : many}`;
