// Numbers as people read them, the same in every locale.

const MISSING = "–";

/** A number with so many decimals, halves away from zero: to the digit as the tables have it. */
function fixed(value, decimals) {
  if (value === null || value === undefined) return MISSING;
  const scaled = Math.round(Math.abs(value) * 10 ** decimals);
  const digits = String(scaled).padStart(decimals + 1, "0");
  const point = digits.length - decimals;
  const text = decimals === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
  return value < 0 && scaled > 0 ? `-${text}` : text;
}

const count = (value) =>
  value === null || value === undefined ? MISSING
    : String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",");

const seconds = (value) => value === null ? MISSING : `${fixed(value, value < 10 ? 2 : 1)} s`;

/** Dollars with at least two digits that count. */
function dollars(value) {
  if (value === null) return MISSING;
  if (value === 0) return "$0";
  const decimals = Math.min(8, Math.max(2, 1 - Math.floor(Math.log10(value))));
  return `$${fixed(value, decimals)}`;
}

const percent = (part, whole) => whole > 0 ? `${fixed(100 * part / whole, 1)} %` : MISSING;

/** Dollars as the mark of an axis: no more digits than it takes. */
const dollarMark = (value) => `$${String(+value.toPrecision(6))}`;

const interval = (cell) =>
  cell.low === null ? MISSING : `${fixed(cell.low, 0)}–${fixed(cell.high, 0)}`;

const words = (name) => name.replaceAll("-", " ");

const plural = (number, one, many) => `${count(number)} ${number === 1 ? one : many}`;
