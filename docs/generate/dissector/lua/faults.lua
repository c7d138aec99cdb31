-- What is wrong with octets, as expert information: the code, and what a decoder of the reference says besides.

local experts = { xia = {}, xlmp = {} }
local declared = { xia = {}, xlmp = {} }

for code, says in pairs(registry.faults) do
  for _, proto in ipairs({ "xia", "xlmp" }) do
    local path = proto .. ".fault." .. code:gsub("-", "_")
    local expert_field = ProtoExpert.new(path, says, expert.group.MALFORMED, expert.severity.ERROR)
    experts[proto][code] = expert_field
    table.insert(declared[proto], expert_field)
  end
end

local cut_off = {}
for _, proto in ipairs({ "xia", "xlmp" }) do
  cut_off[proto] =
    ProtoExpert.new(proto .. ".cut_off", "The capture has not all of it", expert.group.COMMENTS_GROUP, expert.severity.NOTE)
  table.insert(declared[proto], cut_off[proto])
end

xia.experts = declared.xia
xlmp.experts = declared.xlmp

-- Says in the tree that something is wrong. `where` is the field, as in the errors of the reference; `clause` is that of
-- the code in messages, where nothing else is given.
local function fault(proto, item, code, where, clause)
  local broken = clause or (proto == "xlmp" and registry.message_requirements[code])
  local text = code .. " in " .. where .. ": " .. registry.faults[code]
  item:add_proto_expert_info(experts[proto][code], broken and ("[" .. broken .. "] " .. text) or text)
end

-- Two octets of a range.
local function word(octets, at)
  return octets(at, 2):uint()
end

-- The upper half of an integer of eight octets has no bit above these.
local function too_great(octets, at)
  return octets(at, 4):uint() > registry.limits.integer_high
end

-- Whether octets are UTF-8 without control characters, as a decoder asks for.
local function is_text(octets)
  local at, length = 0, octets:len()
  while at < length do
    local first = octets(at, 1):uint()
    local more, least
    if first < 0x20 or first == 0x7f then return false
    elseif first < 0x80 then more, least = 0, 0
    elseif first >= 0xc2 and first < 0xe0 then more, least = 1, 0x80
    elseif first >= 0xe0 and first < 0xf0 then more, least = 2, 0x800
    elseif first >= 0xf0 and first < 0xf5 then more, least = 3, 0x10000
    else return false end
    if at + more >= length then return false end
    local point = more == 0 and first or first % 2 ^ (6 - more)
    for i = 1, more do
      local octet = octets(at + i, 1):uint()
      if octet < 0x80 or octet >= 0xc0 then return false end
      point = point * 64 + octet % 64
    end
    if point < least or point > 0x10ffff or (point >= 0xd800 and point < 0xe000) then return false end
    at = at + more + 1
  end
  return true
end
