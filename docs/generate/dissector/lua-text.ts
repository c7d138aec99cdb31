/** Values as text of Lua. */

/** What can be written as Lua; a map has keys that are numbers. */
export type LuaValue =
  | string
  | number
  | boolean
  | readonly LuaValue[]
  | ReadonlyMap<number, LuaValue>
  | { readonly [name: string]: LuaValue | undefined };

/** Writes a value; members that are undefined are left out. */
export function luaText(value: LuaValue, indent = ''): string {
  if (typeof value === 'string') return luaString(value);
  if (typeof value !== 'object') return String(value);
  const deeper = `${indent}  `;
  const members = membersOf(value).map(([key, member]) => `${key}${luaText(member, deeper)}`);
  const oneLine = `{ ${members.join(', ')} }`;
  const isFlat = oneLine.length + indent.length <= 110 && !members.some((member) => member.includes('\n'));
  if (members.length === 0) return '{}';
  return isFlat ? oneLine : `{\n${members.map((member) => `${deeper}${member},\n`).join('')}${indent}}`;
}

function membersOf(value: LuaValue & object): readonly (readonly [string, LuaValue])[] {
  if (Array.isArray(value)) return (value as readonly LuaValue[]).map((member) => ['', member]);
  if (value instanceof Map)
    return [...(value as ReadonlyMap<number, LuaValue>)].map(([key, member]) => [`[${key}] = `, member]);
  return Object.entries(value as Readonly<Record<string, LuaValue | undefined>>).flatMap(([name, member]) =>
    member === undefined ? [] : [[`${keyText(name)} = `, member]],
  );
}

/** Words that Lua keeps for itself cannot stand as bare names. */
const reserved = new Set(['and', 'break', 'do', 'else', 'end', 'for', 'function', 'goto', 'if', 'in']);

function keyText(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) && !reserved.has(name) ? name : `[${luaString(name)}]`;
}

/** Text of a registry: no control characters. */
function luaString(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
